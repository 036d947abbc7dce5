BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
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
INSERT INTO "changes" VALUES(1,'term','topic/adherence','2026-11-23T07:31:06.778454+00:00','practice-kb','added','{"kind": "topic", "label": "Adherence", "slug": "adherence", "synonyms": ["Adherance", "Treatment adherence", "Treatment fidelity"]}');
INSERT INTO "changes" VALUES(2,'term','topic/alliance','2026-11-23T07:31:06.784862+00:00','practice-kb','added','{"kind": "topic", "label": "Alliance and Therapeutic Relationship", "slug": "alliance", "synonyms": ["Alliance", "Therapeutic alliance", "Working alliance", "Therapeutic relationship"]}');
INSERT INTO "changes" VALUES(3,'term','topic/anxiety-disorders','2026-11-23T07:31:06.785667+00:00','practice-kb','added','{"kind": "topic", "label": "Anxiety Disorders", "slug": "anxiety-disorders", "synonyms": ["Anxiety"]}');
INSERT INTO "changes" VALUES(4,'term','topic/attachment','2026-11-23T07:31:06.786365+00:00','practice-kb','added','{"kind": "topic", "label": "Attachment", "slug": "attachment", "synonyms": ["Attachment style"]}');
INSERT INTO "changes" VALUES(5,'term','topic/drop-out','2026-11-23T07:31:06.787181+00:00','practice-kb','added','{"kind": "topic", "label": "Attendance, Attrition, and Drop-Out", "slug": "drop-out", "synonyms": ["Drop-out", "Dropout", "Attrition", "Attendance", "Premature termination"]}');
INSERT INTO "changes" VALUES(6,'term','topic/client-factors','2026-11-23T07:31:06.792187+00:00','practice-kb','added','{"kind": "topic", "label": "Client Factors", "slug": "client-factors", "synonyms": ["Patient factors"]}');
INSERT INTO "changes" VALUES(7,'term','topic/client-preferences','2026-11-23T07:31:06.793112+00:00','practice-kb','added','{"kind": "topic", "label": "Client Preferences", "slug": "client-preferences", "synonyms": ["Preferences", "Patient preferences"]}');
INSERT INTO "changes" VALUES(8,'term','topic/cognitive-behavioural-therapy','2026-11-23T07:31:06.793880+00:00','practice-kb','added','{"kind": "topic", "label": "Cognitive Therapy (CT) and Cognitive-Behavioural Therapy (CBT)", "slug": "cognitive-behavioural-therapy", "synonyms": ["CBT", "CT", "Cognitive therapy", "Cognitive-behavioural therapy", "Cognitive-behavioral therapy", "Cognitive Therapy (CT) and Cognitive-Behavioral Therapy (CBT)"]}');
INSERT INTO "changes" VALUES(9,'term','topic/combination-therapy','2026-11-23T07:31:06.794649+00:00','practice-kb','added','{"kind": "topic", "label": "Combination Therapy", "slug": "combination-therapy", "synonyms": ["Combined treatment", "Combined therapy"]}');
INSERT INTO "changes" VALUES(10,'term','topic/common-factors','2026-11-23T07:31:06.795405+00:00','practice-kb','added','{"kind": "topic", "label": "Common Factors", "slug": "common-factors"}');
INSERT INTO "changes" VALUES(11,'term','topic/cost-effectiveness','2026-11-23T07:31:06.800560+00:00','practice-kb','added','{"kind": "topic", "label": "Cost-effectiveness", "slug": "cost-effectiveness", "synonyms": ["Cost effectiveness", "Health economics"]}');
INSERT INTO "changes" VALUES(12,'term','topic/depression','2026-11-23T07:31:06.801324+00:00','practice-kb','added','{"kind": "topic", "label": "Depression and Depressive Symptoms", "slug": "depression", "synonyms": ["Depression", "Depressive symptoms"]}');
INSERT INTO "changes" VALUES(13,'term','topic/efficacy-of-treatments','2026-11-23T07:31:06.802024+00:00','practice-kb','added','{"kind": "topic", "label": "Efficacy of Treatments", "slug": "efficacy-of-treatments", "synonyms": ["Efficacy"]}');
INSERT INTO "changes" VALUES(14,'term','topic/empathy','2026-11-23T07:31:06.802713+00:00','practice-kb','added','{"kind": "topic", "label": "Empathy", "slug": "empathy"}');
INSERT INTO "changes" VALUES(15,'term','topic/feedback-and-progress-monitoring','2026-11-23T07:31:06.803416+00:00','practice-kb','added','{"kind": "topic", "label": "Feedback and Progress Monitoring", "slug": "feedback-and-progress-monitoring", "synonyms": ["Feedback", "Progress monitoring", "Routine outcome monitoring", "ROM"]}');
INSERT INTO "changes" VALUES(16,'term','topic/group-psychotherapy','2026-11-23T07:31:06.808520+00:00','practice-kb','added','{"kind": "topic", "label": "Group Psychotherapy", "slug": "group-psychotherapy", "synonyms": ["Group therapy"]}');
INSERT INTO "changes" VALUES(17,'term','topic/illness-and-medical-comorbidities','2026-11-23T07:31:06.809412+00:00','practice-kb','added','{"kind": "topic", "label": "Illness and Medical Comorbidities", "slug": "illness-and-medical-comorbidities", "synonyms": ["Medical comorbidities", "Medical illness"]}');
INSERT INTO "changes" VALUES(18,'term','topic/interpersonal-psychotherapy','2026-11-23T07:31:06.810410+00:00','practice-kb','added','{"kind": "topic", "label": "Interpersonal Psychotherapy (IPT)", "slug": "interpersonal-psychotherapy", "synonyms": ["IPT", "Interpersonal psychotherapy"]}');
INSERT INTO "changes" VALUES(19,'term','topic/long-term-outcomes','2026-11-23T07:31:06.811306+00:00','practice-kb','added','{"kind": "topic", "label": "Long-term Outcomes", "slug": "long-term-outcomes", "synonyms": ["Long term outcomes", "Follow-up"]}');
INSERT INTO "changes" VALUES(20,'term','topic/medications','2026-11-23T07:31:06.816403+00:00','practice-kb','added','{"kind": "topic", "label": "Medications/Pharmacotherapy", "slug": "medications", "synonyms": ["Medication", "Medications", "Pharmacotherapy"]}');
INSERT INTO "changes" VALUES(21,'term','topic/miscellaneous','2026-11-23T07:31:06.817364+00:00','practice-kb','added','{"kind": "topic", "label": "Miscellaneous", "slug": "miscellaneous", "synonyms": ["Other"]}');
INSERT INTO "changes" VALUES(22,'term','topic/neuroscience-and-brain','2026-11-23T07:31:06.818252+00:00','practice-kb','added','{"kind": "topic", "label": "Neuroscience and Brain", "slug": "neuroscience-and-brain", "synonyms": ["Neuroscience", "Brain"]}');
INSERT INTO "changes" VALUES(23,'term','topic/outcomes-and-deterioration','2026-11-23T07:31:06.819210+00:00','practice-kb','added','{"kind": "topic", "label": "Outcomes and Deterioration", "slug": "outcomes-and-deterioration", "synonyms": ["Outcomes", "Deterioration", "Negative effects"]}');
INSERT INTO "changes" VALUES(24,'term','topic/personality-disorders','2026-11-23T07:31:06.824509+00:00','practice-kb','added','{"kind": "topic", "label": "Personality Disorders", "slug": "personality-disorders", "synonyms": ["Personality disorder"]}');
INSERT INTO "changes" VALUES(25,'term','topic/placebo-effect','2026-11-23T07:31:06.825472+00:00','practice-kb','added','{"kind": "topic", "label": "Placebo Effect", "slug": "placebo-effect", "synonyms": ["Placebo"]}');
INSERT INTO "changes" VALUES(26,'term','topic/practice-based-research','2026-11-23T07:31:06.826402+00:00','practice-kb','added','{"kind": "topic", "label": "Practice-Based Research and Practice Research Networks", "slug": "practice-based-research", "synonyms": ["Practice-based research", "Practice research networks", "PRN"]}');
INSERT INTO "changes" VALUES(27,'term','topic/psychodynamic-therapy','2026-11-23T07:31:06.827342+00:00','practice-kb','added','{"kind": "topic", "label": "Psychodynamic Therapy (PDT)", "slug": "psychodynamic-therapy", "synonyms": ["PDT", "Psychodynamic therapy"]}');
INSERT INTO "changes" VALUES(28,'term','topic/resistance-and-reactance','2026-11-23T07:31:06.832064+00:00','practice-kb','added','{"kind": "topic", "label": "Resistance and Reactance", "slug": "resistance-and-reactance", "synonyms": ["Resistance", "Reactance"]}');
INSERT INTO "changes" VALUES(29,'term','topic/self-reflection-and-awareness','2026-11-23T07:31:06.833128+00:00','practice-kb','added','{"kind": "topic", "label": "Self-Reflection and Awareness", "slug": "self-reflection-and-awareness", "synonyms": ["Self-reflection", "Self-awareness"]}');
INSERT INTO "changes" VALUES(30,'term','topic/suicide-and-crisis-intervention','2026-11-23T07:31:06.834021+00:00','practice-kb','added','{"kind": "topic", "label": "Suicide and Crisis Intervention", "slug": "suicide-and-crisis-intervention", "synonyms": ["Suicide", "Crisis intervention"]}');
INSERT INTO "changes" VALUES(31,'term','topic/termination','2026-11-23T07:31:06.834860+00:00','practice-kb','added','{"kind": "topic", "label": "Termination", "slug": "termination"}');
INSERT INTO "changes" VALUES(32,'term','topic/therapist-factors','2026-11-23T07:31:06.835707+00:00','practice-kb','added','{"kind": "topic", "label": "Therapist Factors", "slug": "therapist-factors", "synonyms": ["Therapist effects"]}');
INSERT INTO "changes" VALUES(33,'term','topic/training','2026-11-23T07:31:06.841002+00:00','practice-kb','added','{"kind": "topic", "label": "Training", "slug": "training", "synonyms": ["Supervision and training"]}');
INSERT INTO "changes" VALUES(34,'term','topic/transference-and-countertransference','2026-11-23T07:31:06.841910+00:00','practice-kb','added','{"kind": "topic", "label": "Transference and Countertransference", "slug": "transference-and-countertransference", "synonyms": ["Transference", "Countertransference"]}');
INSERT INTO "changes" VALUES(35,'term','topic/trauma-and-ptsd','2026-11-23T07:31:06.842801+00:00','practice-kb','added','{"kind": "topic", "label": "Trauma and/or PTSD", "slug": "trauma-and-ptsd", "synonyms": ["Trauma", "PTSD", "Trauma and PTSD"]}');
INSERT INTO "changes" VALUES(36,'term','topic/treatment-length-and-frequency','2026-11-23T07:31:06.843686+00:00','practice-kb','added','{"kind": "topic", "label": "Treatment Length and Frequency", "slug": "treatment-length-and-frequency", "synonyms": ["Treatment length", "Dose"]}');
INSERT INTO "changes" VALUES(37,'term','type/meta-analysis','2026-11-23T07:31:06.848939+00:00','practice-kb','added','{"description": "Pools the results of many studies into one estimate.", "kind": "type", "label": "Meta-analysis", "slug": "meta-analysis", "synonyms": ["Meta analysis", "Metaanalysis", "Meta-analytic review"]}');
INSERT INTO "changes" VALUES(38,'term','type/systematic-review','2026-11-23T07:31:06.849891+00:00','practice-kb','added','{"description": "Gathers every study on a question by a method stated beforehand.", "kind": "type", "label": "Systematic review", "slug": "systematic-review"}');
INSERT INTO "changes" VALUES(39,'term','type/randomized-controlled-trial','2026-11-23T07:31:06.850978+00:00','practice-kb','added','{"description": "Compares treatments given by chance, so that differences are due to the treatment.", "kind": "type", "label": "Randomized controlled trial", "slug": "randomized-controlled-trial", "synonyms": ["RCT", "Randomised controlled trial", "Randomized clinical trial", "Randomised clinical trial"]}');
INSERT INTO "changes" VALUES(40,'term','type/naturalistic-study','2026-11-23T07:31:06.856211+00:00','practice-kb','added','{"description": "Follows treatment as it is given in ordinary practice.", "kind": "type", "label": "Naturalistic study", "slug": "naturalistic-study", "synonyms": ["Observational study", "Effectiveness study"]}');
INSERT INTO "changes" VALUES(41,'term','type/process-outcome-study','2026-11-23T07:31:06.864128+00:00','practice-kb','added','{"description": "Links what happens in sessions with how clients fare.", "kind": "type", "label": "Process-outcome study", "slug": "process-outcome-study", "synonyms": ["Process outcome study", "Process study"]}');
INSERT INTO "changes" VALUES(42,'term','type/survey','2026-11-23T07:31:06.865258+00:00','practice-kb','added','{"description": "Asks many people the same questions once.", "kind": "type", "label": "Survey", "slug": "survey"}');
INSERT INTO "changes" VALUES(43,'term','type/qualitative-study','2026-11-23T07:31:06.866281+00:00','practice-kb','added','{"description": "Studies what people say of their experience, in their words.", "kind": "type", "label": "Qualitative study", "slug": "qualitative-study", "synonyms": ["Qualitative research"]}');
INSERT INTO "changes" VALUES(44,'term','type/practice-research-network-study','2026-11-23T07:31:06.867296+00:00','practice-kb','added','{"description": "Designed and carried out by clinicians together with researchers.", "kind": "type", "label": "Practice research network study", "slug": "practice-research-network-study", "synonyms": ["PRN study", "Practice-based study"]}');
INSERT INTO "changes" VALUES(45,'term','type/narrative-review','2026-11-23T07:31:06.872627+00:00','practice-kb','added','{"description": "An expert''s reading of the literature, without a set method.", "kind": "type", "label": "Narrative review", "slug": "narrative-review", "synonyms": ["Review"]}');
INSERT INTO "changes" VALUES(46,'term','type/practice-guideline','2026-11-23T07:31:06.873831+00:00','practice-kb','added','{"description": "Recommendations agreed by a professional body.", "kind": "type", "label": "Practice guideline", "slug": "practice-guideline", "synonyms": ["Guideline", "Clinical practice guideline"]}');
INSERT INTO "changes" VALUES(47,'term','type/theory-or-commentary','2026-11-23T07:31:06.874999+00:00','practice-kb','added','{"description": "Argues a point; reports no new data.", "kind": "type", "label": "Theory or commentary", "slug": "theory-or-commentary", "synonyms": ["Theory", "Commentary", "Theoretical paper"]}');
INSERT INTO "changes" VALUES(48,'reference','f815d1344f734736830c929af5f49dd8','2026-11-23T07:31:06.895212+00:00','anna','added','{"citekey": "Moss2015a", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.1", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part a", "type": "article-journal", "volume": "12"}, "id": "f815d1344f734736830c929af5f49dd8", "overrides": {"title": "Tears in the room"}, "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.1\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "changes" VALUES(49,'reference','5281695e9d864d30a2e5caa5ee05718f','2026-11-23T07:31:06.900682+00:00','anna','added','{"citekey": "Moss2015b", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.2", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part b", "type": "article-journal", "volume": "12"}, "id": "5281695e9d864d30a2e5caa5ee05718f", "notices": [{"date": {"month": 2, "year": 2019}, "doi": "10.5555/tears.9", "kind": "retraction"}], "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.2\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "changes" VALUES(50,'reference','f2317bb6e98048e3b3b9f8bd8dbe5854','2026-11-23T07:31:06.901540+00:00','anna','added','{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "f2317bb6e98048e3b3b9f8bd8dbe5854", "source": {"kind": "editor"}}');
INSERT INTO "changes" VALUES(51,'reference','c250c383556b402c81d68a7dc553a4cd','2026-11-23T07:31:06.904447+00:00','anna','added','{"citekey": "Moss2015e", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part e", "type": "article-journal", "volume": "12"}, "id": "c250c383556b402c81d68a7dc553a4cd", "source": {"kind": "editor"}}');
INSERT INTO "changes" VALUES(52,'summary','b37fc2fe0561412b80acb9598dfc2920','2026-11-23T07:31:06.915635+00:00','anna','added','{"body": "Sixty therapists told when they had wept.", "citations": [{"reference": "f815d1344f734736830c929af5f49dd8"}, {"reference": "f2317bb6e98048e3b3b9f8bd8dbe5854"}], "contact": "anna@example.org", "id": "b37fc2fe0561412b80acb9598dfc2920", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "changes" VALUES(53,'summary','858fef421acc4695a41bf2e9b858e50d','2026-11-23T07:31:06.921051+00:00','anna','added','{"body": "An account.", "citations": [{"reference": "5281695e9d864d30a2e5caa5ee05718f"}], "id": "858fef421acc4695a41bf2e9b858e50d", "implications": "None yet.", "month": {"month": 6, "year": 2016}, "slug": "when-the-therapist-weeps", "title": "When the therapist weeps"}');
INSERT INTO "changes" VALUES(54,'summary','6eed923173584bd8ab6f061710e024b6','2026-11-23T07:31:06.921958+00:00','anna','added','{"body": "Found too good.", "citations": [{"reference": "5281695e9d864d30a2e5caa5ee05718f"}], "id": "6eed923173584bd8ab6f061710e024b6", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "published", "title": "A study taken back"}');
INSERT INTO "changes" VALUES(55,'summary','b37fc2fe0561412b80acb9598dfc2920','2026-11-23T07:31:06.935321+00:00','ben','changed','{"body": "Sixty-one therapists told when they had wept.", "citations": [{"reference": "f815d1344f734736830c929af5f49dd8"}, {"reference": "f2317bb6e98048e3b3b9f8bd8dbe5854"}], "contact": "anna@example.org", "id": "b37fc2fe0561412b80acb9598dfc2920", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "changes" VALUES(56,'summary','6eed923173584bd8ab6f061710e024b6','2026-11-23T07:31:06.940598+00:00','ben','changed','{"body": "Found too good.", "citations": [{"reference": "5281695e9d864d30a2e5caa5ee05718f"}], "id": "6eed923173584bd8ab6f061710e024b6", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "withdrawn", "title": "A study taken back"}');
INSERT INTO "changes" VALUES(57,'reference','c250c383556b402c81d68a7dc553a4cd','2026-11-23T07:31:06.943585+00:00','ben','merged',NULL);
INSERT INTO "changes" VALUES(58,'reference','f2317bb6e98048e3b3b9f8bd8dbe5854','2026-11-23T07:31:06.947097+00:00','ben','merged','{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "f2317bb6e98048e3b3b9f8bd8dbe5854", "source": {"kind": "editor"}}');
CREATE TABLE citations (
	summary VARCHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_citations PRIMARY KEY (summary, position), 
	CONSTRAINT fk_citations_summary FOREIGN KEY(summary) REFERENCES summaries (id) ON DELETE CASCADE, 
	CONSTRAINT fk_citations_reference FOREIGN KEY(reference) REFERENCES reference_records (id)
);
INSERT INTO "citations" VALUES('858fef421acc4695a41bf2e9b858e50d',0,'5281695e9d864d30a2e5caa5ee05718f');
INSERT INTO "citations" VALUES('b37fc2fe0561412b80acb9598dfc2920',0,'f815d1344f734736830c929af5f49dd8');
INSERT INTO "citations" VALUES('b37fc2fe0561412b80acb9598dfc2920',1,'f2317bb6e98048e3b3b9f8bd8dbe5854');
INSERT INTO "citations" VALUES('6eed923173584bd8ab6f061710e024b6',0,'5281695e9d864d30a2e5caa5ee05718f');
CREATE TABLE citekeys (
	citekey VARCHAR(200) NOT NULL, 
	folded VARCHAR(200) NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_citekeys PRIMARY KEY (citekey), 
	CONSTRAINT uq_citekeys_folded UNIQUE (folded)
);
INSERT INTO "citekeys" VALUES('Moss2015a','moss2015a','f815d1344f734736830c929af5f49dd8');
INSERT INTO "citekeys" VALUES('Moss2015b','moss2015b','5281695e9d864d30a2e5caa5ee05718f');
INSERT INTO "citekeys" VALUES('Moss2015d','moss2015d','f2317bb6e98048e3b3b9f8bd8dbe5854');
INSERT INTO "citekeys" VALUES('Moss2015e','moss2015e','f2317bb6e98048e3b3b9f8bd8dbe5854');
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
INSERT INTO "imports" VALUES('abababababababababababababababababababababababababababababababab','summary','b37fc2fe0561412b80acb9598dfc2920');
CREATE TABLE queue (
	doi VARCHAR(2048) NOT NULL, 
	since VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_queue PRIMARY KEY (doi)
);
INSERT INTO "queue" VALUES('10.5555/waits.1','2026-11-23T07:31:06.923694+00:00','Crossref did not answer.');
CREATE TABLE reference_records (
	id VARCHAR(32) NOT NULL, 
	citekey VARCHAR(200) NOT NULL, 
	doi VARCHAR(2048), 
	value TEXT NOT NULL, 
	CONSTRAINT pk_reference_records PRIMARY KEY (id), 
	CONSTRAINT uq_reference_records_citekey UNIQUE (citekey), 
	CONSTRAINT uq_reference_records_doi UNIQUE (doi)
);
INSERT INTO "reference_records" VALUES('f815d1344f734736830c929af5f49dd8','Moss2015a','10.5555/tears.1','{"citekey": "Moss2015a", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.1", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part a", "type": "article-journal", "volume": "12"}, "id": "f815d1344f734736830c929af5f49dd8", "overrides": {"title": "Tears in the room"}, "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.1\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "reference_records" VALUES('5281695e9d864d30a2e5caa5ee05718f','Moss2015b','10.5555/tears.2','{"citekey": "Moss2015b", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "doi": "10.5555/tears.2", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part b", "type": "article-journal", "volume": "12"}, "id": "5281695e9d864d30a2e5caa5ee05718f", "notices": [{"date": {"month": 2, "year": 2019}, "doi": "10.5555/tears.9", "kind": "retraction"}], "source": {"kind": "crossref", "payload": "{\"DOI\": \"10.5555/tears.2\", \"title\": [\"Tears\"]}"}}');
INSERT INTO "reference_records" VALUES('f2317bb6e98048e3b3b9f8bd8dbe5854','Moss2015d',NULL,'{"citekey": "Moss2015d", "described": {"author": [{"family": "Moss", "given": "Anna B."}, {"literal": "The Weeping Group"}], "container_title": "Journal of Invented Studies", "issue": "3", "issued": {"month": 6, "year": 2015}, "page": "201-214", "title": "Tears in the consulting room, part d", "type": "article-journal", "volume": "12"}, "id": "f2317bb6e98048e3b3b9f8bd8dbe5854", "source": {"kind": "editor"}}');
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
INSERT INTO "summaries" VALUES('b37fc2fe0561412b80acb9598dfc2920','what-tears-mean','published','2016-05','{"body": "Sixty-one therapists told when they had wept.", "citations": [{"reference": "f815d1344f734736830c929af5f49dd8"}, {"reference": "f2317bb6e98048e3b3b9f8bd8dbe5854"}], "contact": "anna@example.org", "id": "b37fc2fe0561412b80acb9598dfc2920", "implications": "Talk about it *afterwards*.", "month": {"month": 5, "year": 2016}, "research_type": "survey", "slug": "what-tears-mean", "status": "published", "title": "What tears mean", "topics": ["empathy"]}');
INSERT INTO "summaries" VALUES('858fef421acc4695a41bf2e9b858e50d','when-the-therapist-weeps','draft','2016-06','{"body": "An account.", "citations": [{"reference": "5281695e9d864d30a2e5caa5ee05718f"}], "id": "858fef421acc4695a41bf2e9b858e50d", "implications": "None yet.", "month": {"month": 6, "year": 2016}, "slug": "when-the-therapist-weeps", "title": "When the therapist weeps"}');
INSERT INTO "summaries" VALUES('6eed923173584bd8ab6f061710e024b6','a-study-taken-back','withdrawn','2014-01','{"body": "Found too good.", "citations": [{"reference": "5281695e9d864d30a2e5caa5ee05718f"}], "id": "6eed923173584bd8ab6f061710e024b6", "implications": "Do not.", "month": {"month": 1, "year": 2014}, "slug": "a-study-taken-back", "status": "withdrawn", "title": "A study taken back"}');
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
CREATE INDEX ix_citations_reference ON citations (reference);
CREATE INDEX ix_summaries_published ON summaries (status, month, slug);
COMMIT;
