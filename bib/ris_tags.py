"""What RIS calls the types and fields we know, in rispy's terms."""

from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING

TO_RIS = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article": "UNPB",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "periodical": "JFULL",
    "personal_communication": "PCOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
FROM_RIS = {tag: kind for kind, tag in TO_RIS.items()} | {
    "ABST": "article-journal",
    "INPR": "article-journal",
    "EJOUR": "article-journal",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CONF": "paper-conference",
    "ECHAP": "chapter",
    "GOVDOC": "report",
    "GRANT": "report",
    "ICOMM": "webpage",
    "VIDEO": "motion_picture",
    "GEN": "document",
}
IN_SERIES = {"article-journal", "article-magazine", "article-newspaper", "paper-conference"}
NO_DELIMITERS: dict[str, str] = {}  # rispy would cut links at each `;`
LIST_TAGS = [*LIST_TYPE_TAGS, "SN", "ED", "AN", "DB"]
MAPPING = {**TAG_KEY_MAPPING, "ED": "editors"}
