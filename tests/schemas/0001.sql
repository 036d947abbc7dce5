BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE changes (
	revision INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	entity VARCHAR(200) NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	"after" TEXT, 
	CONSTRAINT pk_changes PRIMARY KEY (revision)
);
INSERT INTO "changes" VALUES(1,'term','topic/adherence','2026-11-23T07:31:07.958191+00:00','practice-kb','added','{"kind": "topic", "label": "Adherence", "slug": "adherence", "synonyms": ["Adherance", "Treatment adherence", "Treatment fidelity"]}');
INSERT INTO "changes" VALUES(2,'term','topic/alliance','2026-11-23T07:31:07.962171+00:00','practice-kb','added','{"kind": "topic", "label": "Alliance and Therapeutic Relationship", "slug": "alliance", "synonyms": ["Alliance", "Therapeutic alliance", "Working alliance", "Therapeutic relationship"]}');
INSERT INTO "changes" VALUES(3,'term','topic/anxiety-disorders','2026-11-23T07:31:07.965113+00:00','practice-kb','added','{"kind": "topic", "label": "Anxiety Disorders", "slug": "anxiety-disorders", "synonyms": ["Anxiety"]}');
INSERT INTO "changes" VALUES(4,'term','topic/attachment','2026-11-23T07:31:07.966115+00:00','practice-kb','added','{"kind": "topic", "label": "Attachment", "slug": "attachment", "synonyms": ["Attachment style"]}');
INSERT INTO "changes" VALUES(5,'term','topic/drop-out','2026-11-23T07:31:07.966812+00:00','practice-kb','added','{"kind": "topic", "label": "Attendance, Attrition, and Drop-Out", "slug": "drop-out", "synonyms": ["Drop-out", "Dropout", "Attrition", "Attendance", "Premature termination"]}');
INSERT INTO "changes" VALUES(6,'term','topic/client-factors','2026-11-23T07:31:07.967493+00:00','practice-kb','added','{"kind": "topic", "label": "Client Factors", "slug": "client-factors", "synonyms": ["Patient factors"]}');
INSERT INTO "changes" VALUES(7,'term','topic/client-preferences','2026-11-23T07:31:07.974870+00:00','practice-kb','added','{"kind": "topic", "label": "Client Preferences", "slug": "client-preferences", "synonyms": ["Preferences", "Patient preferences"]}');
INSERT INTO "changes" VALUES(8,'term','topic/cognitive-behavioural-therapy','2026-11-23T07:31:07.976059+00:00','practice-kb','added','{"kind": "topic", "label": "Cognitive Therapy (CT) and Cognitive-Behavioural Therapy (CBT)", "slug": "cognitive-behavioural-therapy", "synonyms": ["CBT", "CT", "Cognitive therapy", "Cognitive-behavioural therapy", "Cognitive-behavioral therapy", "Cognitive Therapy (CT) and Cognitive-Behavioral Therapy (CBT)"]}');
INSERT INTO "changes" VALUES(9,'term','topic/combination-therapy','2026-11-23T07:31:07.978675+00:00','practice-kb','added','{"kind": "topic", "label": "Combination Therapy", "slug": "combination-therapy", "synonyms": ["Combined treatment", "Combined therapy"]}');
INSERT INTO "changes" VALUES(10,'term','topic/common-factors','2026-11-23T07:31:07.982982+00:00','practice-kb','added','{"kind": "topic", "label": "Common Factors", "slug": "common-factors"}');
INSERT INTO "changes" VALUES(11,'term','topic/cost-effectiveness','2026-11-23T07:31:07.985099+00:00','practice-kb','added','{"kind": "topic", "label": "Cost-effectiveness", "slug": "cost-effectiveness", "synonyms": ["Cost effectiveness", "Health economics"]}');
INSERT INTO "changes" VALUES(12,'term','topic/depression','2026-11-23T07:31:07.986681+00:00','practice-kb','added','{"kind": "topic", "label": "Depression and Depressive Symptoms", "slug": "depression", "synonyms": ["Depression", "Depressive symptoms"]}');
INSERT INTO "changes" VALUES(13,'term','topic/efficacy-of-treatments','2026-11-23T07:31:07.989579+00:00','practice-kb','added','{"kind": "topic", "label": "Efficacy of Treatments", "slug": "efficacy-of-treatments", "synonyms": ["Efficacy"]}');
INSERT INTO "changes" VALUES(14,'term','topic/empathy','2026-11-23T07:31:07.992351+00:00','practice-kb','added','{"kind": "topic", "label": "Empathy", "slug": "empathy"}');
INSERT INTO "changes" VALUES(15,'term','topic/feedback-and-progress-monitoring','2026-11-23T07:31:07.993248+00:00','practice-kb','added','{"kind": "topic", "label": "Feedback and Progress Monitoring", "slug": "feedback-and-progress-monitoring", "synonyms": ["Feedback", "Progress monitoring", "Routine outcome monitoring", "ROM"]}');
INSERT INTO "changes" VALUES(16,'term','topic/group-psychotherapy','2026-11-23T07:31:07.998633+00:00','practice-kb','added','{"kind": "topic", "label": "Group Psychotherapy", "slug": "group-psychotherapy", "synonyms": ["Group therapy"]}');
INSERT INTO "changes" VALUES(17,'term','topic/illness-and-medical-comorbidities','2026-11-23T07:31:08.000138+00:00','practice-kb','added','{"kind": "topic", "label": "Illness and Medical Comorbidities", "slug": "illness-and-medical-comorbidities", "synonyms": ["Medical comorbidities", "Medical illness"]}');
INSERT INTO "changes" VALUES(18,'term','topic/interpersonal-psychotherapy','2026-11-23T07:31:08.001092+00:00','practice-kb','added','{"kind": "topic", "label": "Interpersonal Psychotherapy (IPT)", "slug": "interpersonal-psychotherapy", "synonyms": ["IPT", "Interpersonal psychotherapy"]}');
INSERT INTO "changes" VALUES(19,'term','topic/long-term-outcomes','2026-11-23T07:31:08.005901+00:00','practice-kb','added','{"kind": "topic", "label": "Long-term Outcomes", "slug": "long-term-outcomes", "synonyms": ["Long term outcomes", "Follow-up"]}');
INSERT INTO "changes" VALUES(20,'term','topic/medications','2026-11-23T07:31:08.007393+00:00','practice-kb','added','{"kind": "topic", "label": "Medications/Pharmacotherapy", "slug": "medications", "synonyms": ["Medication", "Medications", "Pharmacotherapy"]}');
INSERT INTO "changes" VALUES(21,'term','topic/miscellaneous','2026-11-23T07:31:08.009690+00:00','practice-kb','added','{"kind": "topic", "label": "Miscellaneous", "slug": "miscellaneous", "synonyms": ["Other"]}');
INSERT INTO "changes" VALUES(22,'term','topic/neuroscience-and-brain','2026-11-23T07:31:08.011002+00:00','practice-kb','added','{"kind": "topic", "label": "Neuroscience and Brain", "slug": "neuroscience-and-brain", "synonyms": ["Neuroscience", "Brain"]}');
INSERT INTO "changes" VALUES(23,'term','topic/outcomes-and-deterioration','2026-11-23T07:31:08.012051+00:00','practice-kb','added','{"kind": "topic", "label": "Outcomes and Deterioration", "slug": "outcomes-and-deterioration", "synonyms": ["Outcomes", "Deterioration", "Negative effects"]}');
INSERT INTO "changes" VALUES(24,'term','topic/personality-disorders','2026-11-23T07:31:08.013525+00:00','practice-kb','added','{"kind": "topic", "label": "Personality Disorders", "slug": "personality-disorders", "synonyms": ["Personality disorder"]}');
INSERT INTO "changes" VALUES(25,'term','topic/placebo-effect','2026-11-23T07:31:08.017028+00:00','practice-kb','added','{"kind": "topic", "label": "Placebo Effect", "slug": "placebo-effect", "synonyms": ["Placebo"]}');
INSERT INTO "changes" VALUES(26,'term','topic/practice-based-research','2026-11-23T07:31:08.026588+00:00','practice-kb','added','{"kind": "topic", "label": "Practice-Based Research and Practice Research Networks", "slug": "practice-based-research", "synonyms": ["Practice-based research", "Practice research networks", "PRN"]}');
INSERT INTO "changes" VALUES(27,'term','topic/psychodynamic-therapy','2026-11-23T07:31:08.029031+00:00','practice-kb','added','{"kind": "topic", "label": "Psychodynamic Therapy (PDT)", "slug": "psychodynamic-therapy", "synonyms": ["PDT", "Psychodynamic therapy"]}');
INSERT INTO "changes" VALUES(28,'term','topic/resistance-and-reactance','2026-11-23T07:31:08.032980+00:00','practice-kb','added','{"kind": "topic", "label": "Resistance and Reactance", "slug": "resistance-and-reactance", "synonyms": ["Resistance", "Reactance"]}');
INSERT INTO "changes" VALUES(29,'term','topic/self-reflection-and-awareness','2026-11-23T07:31:08.037430+00:00','practice-kb','added','{"kind": "topic", "label": "Self-Reflection and Awareness", "slug": "self-reflection-and-awareness", "synonyms": ["Self-reflection", "Self-awareness"]}');
INSERT INTO "changes" VALUES(30,'term','topic/suicide-and-crisis-intervention','2026-11-23T07:31:08.038914+00:00','practice-kb','added','{"kind": "topic", "label": "Suicide and Crisis Intervention", "slug": "suicide-and-crisis-intervention", "synonyms": ["Suicide", "Crisis intervention"]}');
INSERT INTO "changes" VALUES(31,'term','topic/termination','2026-11-23T07:31:08.043402+00:00','practice-kb','added','{"kind": "topic", "label": "Termination", "slug": "termination"}');
INSERT INTO "changes" VALUES(32,'term','topic/therapist-factors','2026-11-23T07:31:08.045107+00:00','practice-kb','added','{"kind": "topic", "label": "Therapist Factors", "slug": "therapist-factors", "synonyms": ["Therapist effects"]}');
INSERT INTO "changes" VALUES(33,'term','topic/training','2026-11-23T07:31:08.047897+00:00','practice-kb','added','{"kind": "topic", "label": "Training", "slug": "training", "synonyms": ["Supervision and training"]}');
INSERT INTO "changes" VALUES(34,'term','topic/transference-and-countertransference','2026-11-23T07:31:08.050865+00:00','practice-kb','added','{"kind": "topic", "label": "Transference and Countertransference", "slug": "transference-and-countertransference", "synonyms": ["Transference", "Countertransference"]}');
INSERT INTO "changes" VALUES(35,'term','topic/trauma-and-ptsd','2026-11-23T07:31:08.055547+00:00','practice-kb','added','{"kind": "topic", "label": "Trauma and/or PTSD", "slug": "trauma-and-ptsd", "synonyms": ["Trauma", "PTSD", "Trauma and PTSD"]}');
INSERT INTO "changes" VALUES(36,'term','topic/treatment-length-and-frequency','2026-11-23T07:31:08.056876+00:00','practice-kb','added','{"kind": "topic", "label": "Treatment Length and Frequency", "slug": "treatment-length-and-frequency", "synonyms": ["Treatment length", "Dose"]}');
INSERT INTO "changes" VALUES(37,'term','type/meta-analysis','2026-11-23T07:31:08.058063+00:00','practice-kb','added','{"description": "Pools the results of many studies into one estimate.", "kind": "type", "label": "Meta-analysis", "slug": "meta-analysis", "synonyms": ["Meta analysis", "Metaanalysis", "Meta-analytic review"]}');
INSERT INTO "changes" VALUES(38,'term','type/systematic-review','2026-11-23T07:31:08.059255+00:00','practice-kb','added','{"description": "Gathers every study on a question by a method stated beforehand.", "kind": "type", "label": "Systematic review", "slug": "systematic-review"}');
INSERT INTO "changes" VALUES(39,'term','type/randomized-controlled-trial','2026-11-23T07:31:08.060639+00:00','practice-kb','added','{"description": "Compares treatments given by chance, so that differences are due to the treatment.", "kind": "type", "label": "Randomized controlled trial", "slug": "randomized-controlled-trial", "synonyms": ["RCT", "Randomised controlled trial", "Randomized clinical trial", "Randomised clinical trial"]}');
INSERT INTO "changes" VALUES(40,'term','type/naturalistic-study','2026-11-23T07:31:08.062207+00:00','practice-kb','added','{"description": "Follows treatment as it is given in ordinary practice.", "kind": "type", "label": "Naturalistic study", "slug": "naturalistic-study", "synonyms": ["Observational study", "Effectiveness study"]}');
INSERT INTO "changes" VALUES(41,'term','type/process-outcome-study','2026-11-23T07:31:08.064654+00:00','practice-kb','added','{"description": "Links what happens in sessions with how clients fare.", "kind": "type", "label": "Process-outcome study", "slug": "process-outcome-study", "synonyms": ["Process outcome study", "Process study"]}');
INSERT INTO "changes" VALUES(42,'term','type/survey','2026-11-23T07:31:08.066712+00:00','practice-kb','added','{"description": "Asks many people the same questions once.", "kind": "type", "label": "Survey", "slug": "survey"}');
INSERT INTO "changes" VALUES(43,'term','type/qualitative-study','2026-11-23T07:31:08.068974+00:00','practice-kb','added','{"description": "Studies what people say of their experience, in their words.", "kind": "type", "label": "Qualitative study", "slug": "qualitative-study", "synonyms": ["Qualitative research"]}');
INSERT INTO "changes" VALUES(44,'term','type/practice-research-network-study','2026-11-23T07:31:08.072425+00:00','practice-kb','added','{"description": "Designed and carried out by clinicians together with researchers.", "kind": "type", "label": "Practice research network study", "slug": "practice-research-network-study", "synonyms": ["PRN study", "Practice-based study"]}');
INSERT INTO "changes" VALUES(45,'term','type/narrative-review','2026-11-23T07:31:08.073854+00:00','practice-kb','added','{"description": "An expert''s reading of the literature, without a set method.", "kind": "type", "label": "Narrative review", "slug": "narrative-review", "synonyms": ["Review"]}');
INSERT INTO "changes" VALUES(46,'term','type/practice-guideline','2026-11-23T07:31:08.075204+00:00','practice-kb','added','{"description": "Recommendations agreed by a professional body.", "kind": "type", "label": "Practice guideline", "slug": "practice-guideline", "synonyms": ["Guideline", "Clinical practice guideline"]}');
INSERT INTO "changes" VALUES(47,'term','type/theory-or-commentary','2026-11-23T07:31:08.081544+00:00','practice-kb','added','{"description": "Argues a point; reports no new data.", "kind": "type", "label": "Theory or commentary", "slug": "theory-or-commentary", "synonyms": ["Theory", "Commentary", "Theoretical paper"]}');
INSERT INTO "changes" VALUES(48,'reference','9d495f05894c4ea6a45daa879aa94e88','2026-11-23T07:31:08.102342+00:00','anna','added','{"citekey": "Moss2015a", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.1", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part a", "type": "article-journal", "volume": "12"}, "id": "9d495f05894c4ea6a45daa879aa94e88", "overrides": {"title": "Tears in the room"}, "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.1\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "changes" VALUES(49,'reference','603571094e614685a0645f7365906995','2026-11-23T07:31:08.104745+00:00','anna','added','{"citekey": "Moss2015b", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.2", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part b", "type": "article-journal", "volume": "12"}, "id": "603571094e614685a0645f7365906995", "notices": [{"date": {"month": 2, "year": 2019}, "doi": "10.5555/tears.9", "kind": "retraction"}], "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.2\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "changes" VALUES(50,'reference','c49a97b153f74e5cb607d8f4de6f65d9','2026-11-23T07:31:08.105662+00:00','anna','added','{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "c49a97b153f74e5cb607d8f4de6f65d9", "source": {"kind": "editor"}}');
INSERT INTO "changes" VALUES(51,'reference','558e88af887a4dabbf4a7115791d0694','2026-11-23T07:31:08.106342+00:00','anna','added','{"citekey": "Moss2015e", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part e", "type": "article-journal", "volume": "12"}, "id": "558e88af887a4dabbf4a7115791d0694", "source": {"kind": "editor"}}');
INSERT INTO "changes" VALUES(52,'summary','24cc62d9af0b4733b9546c0e17e0647e','2026-11-23T07:31:08.115980+00:00','anna','added','{"body": "Sixty therapists told when they had wept.", "citations": [{"reference": "9d495f05894c4ea6a45daa879aa94e88"}, {"reference": "c49a97b153f74e5cb607d8f4de6f65d9"}], "contact": "anna@example.org", "id": "24cc62d9af0b4733b9546c0e17e0647e", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "changes" VALUES(53,'summary','ffecdddfc47145828390235938c3933a','2026-11-23T07:31:08.116874+00:00','anna','added','{"body": "An account.", "citations": [{"reference": "603571094e614685a0645f7365906995"}], "id": "ffecdddfc47145828390235938c3933a", "implications": "None yet.", "month": {"month": 6, "year": 2016}, "slug": "when-the-therapist-weeps", "title": "When the therapist weeps"}');
INSERT INTO "changes" VALUES(54,'summary','afe2411f7b1a426c84e4bbb09fd2d581','2026-11-23T07:31:08.117643+00:00','anna','added','{"body": "Found too good.", "citations": [{"reference": "603571094e614685a0645f7365906995"}], "id": "afe2411f7b1a426c84e4bbb09fd2d581", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "published", "title": "A study taken back"}');
INSERT INTO "changes" VALUES(55,'summary','24cc62d9af0b4733b9546c0e17e0647e','2026-11-23T07:31:08.126737+00:00','ben','changed','{"body": "Sixty-one therapists told when they had wept.", "citations": [{"reference": "9d495f05894c4ea6a45daa879aa94e88"}, {"reference": "c49a97b153f74e5cb607d8f4de6f65d9"}], "contact": "anna@example.org", "id": "24cc62d9af0b4733b9546c0e17e0647e", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "changes" VALUES(56,'summary','afe2411f7b1a426c84e4bbb09fd2d581','2026-11-23T07:31:08.127513+00:00','ben','changed','{"body": "Found too good.", "citations": [{"reference": "603571094e614685a0645f7365906995"}], "id": "afe2411f7b1a426c84e4bbb09fd2d581", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "withdrawn", "title": "A study taken back"}');
INSERT INTO "changes" VALUES(57,'reference','558e88af887a4dabbf4a7115791d0694','2026-11-23T07:31:08.130119+00:00','ben','merged',NULL);
INSERT INTO "changes" VALUES(58,'reference','c49a97b153f74e5cb607d8f4de6f65d9','2026-11-23T07:31:08.135277+00:00','ben','merged','{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "c49a97b153f74e5cb607d8f4de6f65d9", "source": {"kind": "editor"}}');
CREATE TABLE citations (
	summary VARCHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_citations PRIMARY KEY (summary, position), 
	CONSTRAINT fk_citations_summary FOREIGN KEY(summary) REFERENCES summaries (id) ON DELETE CASCADE, 
	CONSTRAINT fk_citations_reference FOREIGN KEY(reference) REFERENCES reference_records (id)
);
INSERT INTO "citations" VALUES('ffecdddfc47145828390235938c3933a',0,'603571094e614685a0645f7365906995');
INSERT INTO "citations" VALUES('24cc62d9af0b4733b9546c0e17e0647e',0,'9d495f05894c4ea6a45daa879aa94e88');
INSERT INTO "citations" VALUES('24cc62d9af0b4733b9546c0e17e0647e',1,'c49a97b153f74e5cb607d8f4de6f65d9');
INSERT INTO "citations" VALUES('afe2411f7b1a426c84e4bbb09fd2d581',0,'603571094e614685a0645f7365906995');
CREATE TABLE citekeys (
	citekey VARCHAR(200) NOT NULL, 
	folded VARCHAR(200) NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_citekeys PRIMARY KEY (citekey), 
	CONSTRAINT uq_citekeys_folded UNIQUE (folded)
);
INSERT INTO "citekeys" VALUES('Moss2015a','moss2015a','9d495f05894c4ea6a45daa879aa94e88');
INSERT INTO "citekeys" VALUES('Moss2015b','moss2015b','603571094e614685a0645f7365906995');
INSERT INTO "citekeys" VALUES('Moss2015d','moss2015d','c49a97b153f74e5cb607d8f4de6f65d9');
INSERT INTO "citekeys" VALUES('Moss2015e','moss2015e','c49a97b153f74e5cb607d8f4de6f65d9');
CREATE TABLE editors (
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(32) NOT NULL, 
	password_hash VARCHAR(300) NOT NULL, 
	disabled INTEGER NOT NULL, 
	CONSTRAINT pk_editors PRIMARY KEY (name)
);
INSERT INTO "editors" VALUES('anna','editor','$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$invented',0);
CREATE TABLE imports (
	digest VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	entity VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (digest)
);
INSERT INTO "imports" VALUES('abababababababababababababababababababababababababababababababab','summary','24cc62d9af0b4733b9546c0e17e0647e');
CREATE TABLE queue (
	doi VARCHAR(2048) NOT NULL, 
	since VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_queue PRIMARY KEY (doi)
);
INSERT INTO "queue" VALUES('10.5555/waits.1','2026-11-23T07:31:08.122301+00:00','Crossref did not answer.');
CREATE TABLE reference_records (
	id VARCHAR(32) NOT NULL, 
	citekey VARCHAR(200) NOT NULL, 
	doi VARCHAR(2048), 
	value TEXT NOT NULL, 
	CONSTRAINT pk_reference_records PRIMARY KEY (id), 
	CONSTRAINT uq_reference_records_citekey UNIQUE (citekey), 
	CONSTRAINT uq_reference_records_doi UNIQUE (doi)
);
INSERT INTO "reference_records" VALUES('9d495f05894c4ea6a45daa879aa94e88','Moss2015a','10.5555/tears.1','{"citekey": "Moss2015a", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.1", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part a", "type": "article-journal", "volume": "12"}, "id": "9d495f05894c4ea6a45daa879aa94e88", "overrides": {"title": "Tears in the room"}, "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.1\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "reference_records" VALUES('603571094e614685a0645f7365906995','Moss2015b','10.5555/tears.2','{"citekey": "Moss2015b", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.2", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part b", "type": "article-journal", "volume": "12"}, "id": "603571094e614685a0645f7365906995", "notices": [{"date": {"month": 2, "year": 2019}, "doi": "10.5555/tears.9", "kind": "retraction"}], "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.2\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "reference_records" VALUES('c49a97b153f74e5cb607d8f4de6f65d9','Moss2015d',NULL,'{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "c49a97b153f74e5cb607d8f4de6f65d9", "source": {"kind": "editor"}}');
CREATE TABLE revision_counter (
	id INTEGER NOT NULL, 
	value INTEGER NOT NULL, 
	CONSTRAINT pk_revision_counter PRIMARY KEY (id)
);
INSERT INTO "revision_counter" VALUES(1,58);
CREATE TABLE summaries (
	id VARCHAR(32) NOT NULL, 
	slug VARCHAR(200) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_summaries PRIMARY KEY (id), 
	CONSTRAINT uq_summaries_slug UNIQUE (slug)
);
INSERT INTO "summaries" VALUES('24cc62d9af0b4733b9546c0e17e0647e','what-tears-mean','published','2016-05','{"body": "Sixty-one therapists told when they had wept.", "citations": [{"reference": "9d495f05894c4ea6a45daa879aa94e88"}, {"reference": "c49a97b153f74e5cb607d8f4de6f65d9"}], "contact": "anna@example.org", "id": "24cc62d9af0b4733b9546c0e17e0647e", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "summaries" VALUES('ffecdddfc47145828390235938c3933a','when-the-therapist-weeps','draft','2016-06','{"body": "An account.", "citations": [{"reference": "603571094e614685a0645f7365906995"}], "id": "ffecdddfc47145828390235938c3933a", "implications": "None yet.", "month": {"month": 6, "year": 2016}, "slug": "when-the-therapist-weeps", "title": "When the therapist weeps"}');
INSERT INTO "summaries" VALUES('afe2411f7b1a426c84e4bbb09fd2d581','a-study-taken-back','withdrawn','2014-01','{"body": "Found too good.", "citations": [{"reference": "603571094e614685a0645f7365906995"}], "id": "afe2411f7b1a426c84e4bbb09fd2d581", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "withdrawn", "title": "A study taken back"}');
CREATE TABLE terms (
	kind VARCHAR(16) NOT NULL, 
	slug VARCHAR(200) NOT NULL, 
	position INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_terms PRIMARY KEY (kind, slug)
);
INSERT INTO "terms" VALUES('topic','adherence',0,'{"kind": "topic", "label": "Adherence", "slug": "adherence", "synonyms": ["Adherance", "Treatment adherence", "Treatment fidelity"]}');
INSERT INTO "terms" VALUES('topic','alliance',1,'{"kind": "topic", "label": "Alliance and Therapeutic Relationship", "slug": "alliance", "synonyms": ["Alliance", "Therapeutic alliance", "Working alliance", "Therapeutic relationship"]}');
INSERT INTO "terms" VALUES('topic','anxiety-disorders',2,'{"kind": "topic", "label": "Anxiety Disorders", "slug": "anxiety-disorders", "synonyms": ["Anxiety"]}');
INSERT INTO "terms" VALUES('topic','attachment',3,'{"kind": "topic", "label": "Attachment", "slug": "attachment", "synonyms": ["Attachment style"]}');
INSERT INTO "terms" VALUES('topic','drop-out',4,'{"kind": "topic", "label": "Attendance, Attrition, and Drop-Out", "slug": "drop-out", "synonyms": ["Drop-out", "Dropout", "Attrition", "Attendance", "Premature termination"]}');
INSERT INTO "terms" VALUES('topic','client-factors',5,'{"kind": "topic", "label": "Client Factors", "slug": "client-factors", "synonyms": ["Patient factors"]}');
INSERT INTO "terms" VALUES('topic','client-preferences',6,'{"kind": "topic", "label": "Client Preferences", "slug": "client-preferences", "synonyms": ["Preferences", "Patient preferences"]}');
INSERT INTO "terms" VALUES('topic','cognitive-behavioural-therapy',7,'{"kind": "topic", "label": "Cognitive Therapy (CT) and Cognitive-Behavioural Therapy (CBT)", "slug": "cognitive-behavioural-therapy", "synonyms": ["CBT", "CT", "Cognitive therapy", "Cognitive-behavioural therapy", "Cognitive-behavioral therapy", "Cognitive Therapy (CT) and Cognitive-Behavioral Therapy (CBT)"]}');
INSERT INTO "terms" VALUES('topic','combination-therapy',8,'{"kind": "topic", "label": "Combination Therapy", "slug": "combination-therapy", "synonyms": ["Combined treatment", "Combined therapy"]}');
INSERT INTO "terms" VALUES('topic','common-factors',9,'{"kind": "topic", "label": "Common Factors", "slug": "common-factors"}');
INSERT INTO "terms" VALUES('topic','cost-effectiveness',10,'{"kind": "topic", "label": "Cost-effectiveness", "slug": "cost-effectiveness", "synonyms": ["Cost effectiveness", "Health economics"]}');
INSERT INTO "terms" VALUES('topic','depression',11,'{"kind": "topic", "label": "Depression and Depressive Symptoms", "slug": "depression", "synonyms": ["Depression", "Depressive symptoms"]}');
INSERT INTO "terms" VALUES('topic','efficacy-of-treatments',12,'{"kind": "topic", "label": "Efficacy of Treatments", "slug": "efficacy-of-treatments", "synonyms": ["Efficacy"]}');
INSERT INTO "terms" VALUES('topic','empathy',13,'{"kind": "topic", "label": "Empathy", "slug": "empathy"}');
INSERT INTO "terms" VALUES('topic','feedback-and-progress-monitoring',14,'{"kind": "topic", "label": "Feedback and Progress Monitoring", "slug": "feedback-and-progress-monitoring", "synonyms": ["Feedback", "Progress monitoring", "Routine outcome monitoring", "ROM"]}');
INSERT INTO "terms" VALUES('topic','group-psychotherapy',15,'{"kind": "topic", "label": "Group Psychotherapy", "slug": "group-psychotherapy", "synonyms": ["Group therapy"]}');
INSERT INTO "terms" VALUES('topic','illness-and-medical-comorbidities',16,'{"kind": "topic", "label": "Illness and Medical Comorbidities", "slug": "illness-and-medical-comorbidities", "synonyms": ["Medical comorbidities", "Medical illness"]}');
INSERT INTO "terms" VALUES('topic','interpersonal-psychotherapy',17,'{"kind": "topic", "label": "Interpersonal Psychotherapy (IPT)", "slug": "interpersonal-psychotherapy", "synonyms": ["IPT", "Interpersonal psychotherapy"]}');
INSERT INTO "terms" VALUES('topic','long-term-outcomes',18,'{"kind": "topic", "label": "Long-term Outcomes", "slug": "long-term-outcomes", "synonyms": ["Long term outcomes", "Follow-up"]}');
INSERT INTO "terms" VALUES('topic','medications',19,'{"kind": "topic", "label": "Medications/Pharmacotherapy", "slug": "medications", "synonyms": ["Medication", "Medications", "Pharmacotherapy"]}');
INSERT INTO "terms" VALUES('topic','miscellaneous',20,'{"kind": "topic", "label": "Miscellaneous", "slug": "miscellaneous", "synonyms": ["Other"]}');
INSERT INTO "terms" VALUES('topic','neuroscience-and-brain',21,'{"kind": "topic", "label": "Neuroscience and Brain", "slug": "neuroscience-and-brain", "synonyms": ["Neuroscience", "Brain"]}');
INSERT INTO "terms" VALUES('topic','outcomes-and-deterioration',22,'{"kind": "topic", "label": "Outcomes and Deterioration", "slug": "outcomes-and-deterioration", "synonyms": ["Outcomes", "Deterioration", "Negative effects"]}');
INSERT INTO "terms" VALUES('topic','personality-disorders',23,'{"kind": "topic", "label": "Personality Disorders", "slug": "personality-disorders", "synonyms": ["Personality disorder"]}');
INSERT INTO "terms" VALUES('topic','placebo-effect',24,'{"kind": "topic", "label": "Placebo Effect", "slug": "placebo-effect", "synonyms": ["Placebo"]}');
INSERT INTO "terms" VALUES('topic','practice-based-research',25,'{"kind": "topic", "label": "Practice-Based Research and Practice Research Networks", "slug": "practice-based-research", "synonyms": ["Practice-based research", "Practice research networks", "PRN"]}');
INSERT INTO "terms" VALUES('topic','psychodynamic-therapy',26,'{"kind": "topic", "label": "Psychodynamic Therapy (PDT)", "slug": "psychodynamic-therapy", "synonyms": ["PDT", "Psychodynamic therapy"]}');
INSERT INTO "terms" VALUES('topic','resistance-and-reactance',27,'{"kind": "topic", "label": "Resistance and Reactance", "slug": "resistance-and-reactance", "synonyms": ["Resistance", "Reactance"]}');
INSERT INTO "terms" VALUES('topic','self-reflection-and-awareness',28,'{"kind": "topic", "label": "Self-Reflection and Awareness", "slug": "self-reflection-and-awareness", "synonyms": ["Self-reflection", "Self-awareness"]}');
INSERT INTO "terms" VALUES('topic','suicide-and-crisis-intervention',29,'{"kind": "topic", "label": "Suicide and Crisis Intervention", "slug": "suicide-and-crisis-intervention", "synonyms": ["Suicide", "Crisis intervention"]}');
INSERT INTO "terms" VALUES('topic','termination',30,'{"kind": "topic", "label": "Termination", "slug": "termination"}');
INSERT INTO "terms" VALUES('topic','therapist-factors',31,'{"kind": "topic", "label": "Therapist Factors", "slug": "therapist-factors", "synonyms": ["Therapist effects"]}');
INSERT INTO "terms" VALUES('topic','training',32,'{"kind": "topic", "label": "Training", "slug": "training", "synonyms": ["Supervision and training"]}');
INSERT INTO "terms" VALUES('topic','transference-and-countertransference',33,'{"kind": "topic", "label": "Transference and Countertransference", "slug": "transference-and-countertransference", "synonyms": ["Transference", "Countertransference"]}');
INSERT INTO "terms" VALUES('topic','trauma-and-ptsd',34,'{"kind": "topic", "label": "Trauma and/or PTSD", "slug": "trauma-and-ptsd", "synonyms": ["Trauma", "PTSD", "Trauma and PTSD"]}');
INSERT INTO "terms" VALUES('topic','treatment-length-and-frequency',35,'{"kind": "topic", "label": "Treatment Length and Frequency", "slug": "treatment-length-and-frequency", "synonyms": ["Treatment length", "Dose"]}');
INSERT INTO "terms" VALUES('type','meta-analysis',0,'{"description": "Pools the results of many studies into one estimate.", "kind": "type", "label": "Meta-analysis", "slug": "meta-analysis", "synonyms": ["Meta analysis", "Metaanalysis", "Meta-analytic review"]}');
INSERT INTO "terms" VALUES('type','systematic-review',1,'{"description": "Gathers every study on a question by a method stated beforehand.", "kind": "type", "label": "Systematic review", "slug": "systematic-review"}');
INSERT INTO "terms" VALUES('type','randomized-controlled-trial',2,'{"description": "Compares treatments given by chance, so that differences are due to the treatment.", "kind": "type", "label": "Randomized controlled trial", "slug": "randomized-controlled-trial", "synonyms": ["RCT", "Randomised controlled trial", "Randomized clinical trial", "Randomised clinical trial"]}');
INSERT INTO "terms" VALUES('type','naturalistic-study',3,'{"description": "Follows treatment as it is given in ordinary practice.", "kind": "type", "label": "Naturalistic study", "slug": "naturalistic-study", "synonyms": ["Observational study", "Effectiveness study"]}');
INSERT INTO "terms" VALUES('type','process-outcome-study',4,'{"description": "Links what happens in sessions with how clients fare.", "kind": "type", "label": "Process-outcome study", "slug": "process-outcome-study", "synonyms": ["Process outcome study", "Process study"]}');
INSERT INTO "terms" VALUES('type','survey',5,'{"description": "Asks many people the same questions once.", "kind": "type", "label": "Survey", "slug": "survey"}');
INSERT INTO "terms" VALUES('type','qualitative-study',6,'{"description": "Studies what people say of their experience, in their words.", "kind": "type", "label": "Qualitative study", "slug": "qualitative-study", "synonyms": ["Qualitative research"]}');
INSERT INTO "terms" VALUES('type','practice-research-network-study',7,'{"description": "Designed and carried out by clinicians together with researchers.", "kind": "type", "label": "Practice research network study", "slug": "practice-research-network-study", "synonyms": ["PRN study", "Practice-based study"]}');
INSERT INTO "terms" VALUES('type','narrative-review',8,'{"description": "An expert''s reading of the literature, without a set method.", "kind": "type", "label": "Narrative review", "slug": "narrative-review", "synonyms": ["Review"]}');
INSERT INTO "terms" VALUES('type','practice-guideline',9,'{"description": "Recommendations agreed by a professional body.", "kind": "type", "label": "Practice guideline", "slug": "practice-guideline", "synonyms": ["Guideline", "Clinical practice guideline"]}');
INSERT INTO "terms" VALUES('type','theory-or-commentary',10,'{"description": "Argues a point; reports no new data.", "kind": "type", "label": "Theory or commentary", "slug": "theory-or-commentary", "synonyms": ["Theory", "Commentary", "Theoretical paper"]}');
CREATE INDEX ix_changes_entity ON changes (kind, entity, revision);
CREATE INDEX ix_summaries_status ON summaries (status);
CREATE INDEX ix_summaries_month ON summaries (month);
CREATE INDEX ix_citations_reference ON citations (reference);
COMMIT;
