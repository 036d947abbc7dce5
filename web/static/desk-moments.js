"use strict";

// Moments stand in a page as the server's clock has them; here they are put into the reader's own time.
// Whoever puts more of them into the page says so with the event "moments-came".
(() => {
  const language = document.documentElement.lang;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const short = new Intl.DateTimeFormat(language, time);
  const whole = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", ...time });

  function decorate() {
    const today = new Date().toDateString();
    for (const moment of document.querySelectorAll("time[data-moment]")) {
      const at = new Date(moment.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      moment.textContent = (at.toDateString() === today ? short : whole).format(at);
      moment.title = whole.format(at);
    }
  }

  document.addEventListener("moments-came", decorate);
  decorate();
})();
