//! The words of an import, in both languages: columns, and what was expected of a cell.
use crate::commands::speak::plain;
use crate::kernel::{Instant, Lang};
use crate::problem::Error;

/// A text in English and in French.
pub(super) type Said = [String; 2];

/// The text in a language.
pub(super) fn say(said: &Said, lang: Lang) -> &str {
    let [en, fr] = said;
    if lang == Lang::En { en } else { fr }
}
/// A text that is the same each time.
pub(super) fn fixed([en, fr]: [&str; 2]) -> Said {
    [en.to_owned(), fr.to_owned()]
}

/// A column of a spreadsheet.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name in English, by which the program knows it.
    pub(super) en: &'static str,
    /// Its name in French.
    pub(super) fr: &'static str,
    /// Whether it has to be there, with something in every line.
    pub(super) required: bool,
    /// What is in it.
    pub(super) what: [&'static str; 2],
}
const fn column(en: &'static str, fr: &'static str, required: bool, what: [&'static str; 2]) -> Column {
    Column { en, fr, required, what }
}

/// The columns of cases.
pub(super) const CASES: [Column; 14] = [
    column(
        "reference",
        "référence",
        true,
        [
            "the number that the case has had until now; it stays on the case as the centre's own file number",
            "le numéro que le dossier portait jusqu'ici; il reste au dossier comme numéro du centre",
        ],
    ),
    column("child_name", "nom_enfant", true, ["the child's name", "le nom de l'enfant"]),
    column("birth_date", "date_naissance", false, ["such as 2016-04-02, or", "par exemple 2016-04-02, ou"]),
    column("age", "âge", false, ["the age in years, where no date is known", "l'âge, si la date n'est pas connue"]),
    column(
        "safe_contact",
        "contact_sécuritaire",
        false,
        ["how the family may be reached safely", "comment joindre la famille en sécurité"],
    ),
    column(
        "opened_on",
        "ouvert_le",
        false,
        ["such as 2025-11-03; today unless said otherwise", "par exemple 2025-11-03; aujourd'hui si rien n'est dit"],
    ),
    column(
        "status",
        "état",
        false,
        [
            "open, or kept for court; open unless said otherwise",
            "ouvert, ou gardé pour la cour; ouvert si rien n'est dit",
        ],
    ),
    column("abuse_type", "type_abus", false, ["list abuse_type", "liste abuse_type"]),
    column("relationship", "lien", false, ["list relationship", "liste relationship"]),
    column("gender", "genre", false, ["list gender", "liste gender"]),
    column("origin", "provenance", false, ["list origin", "liste origin"]),
    column("languages", "langues", false, ["such as fr en", "par exemple fr en"]),
    column("region", "région", false, ["where the child lives", "où vit l'enfant"]),
    column("youth_accused", "adolescent_accusé", false, ["yes or no", "oui ou non"]),
];
/// The columns of handoffs.
pub(super) const HANDOFFS: [Column; 8] = [
    column("reference", "référence", true, ["the case, by its reference", "le dossier, par sa référence"]),
    column("service", "service", true, ["what is asked for", "ce qui est demandé"]),
    column(
        "to_agency",
        "organisme_destinataire",
        true,
        ["the organization that is asked", "l'organisme à qui on demande"],
    ),
    column(
        "from_agency",
        "organisme_expéditeur",
        false,
        [
            "the organization that asks; the centre unless said otherwise",
            "l'organisme qui demande; le centre si rien n'est dit",
        ],
    ),
    column(
        "sent_on",
        "transmis_le",
        true,
        [
            "such as 2026-02-27, or 2026-02-27 14:30 on the centre's clock",
            "par exemple 2026-02-27, ou 2026-02-27 14:30 à l'heure du centre",
        ],
    ),
    column(
        "urgency",
        "urgence",
        false,
        [
            "standard, urgent or safety; as usual for the service unless said otherwise",
            "courant, urgent ou sécurité; l'usage du service si rien n'est dit",
        ],
    ),
    column(
        "for",
        "pour",
        false,
        [
            "child, caregiver or sibling; the child unless said otherwise",
            "enfant, parent ou fratrie; l'enfant si rien n'est dit",
        ],
    ),
    column(
        "note",
        "note",
        false,
        ["what the receiver needs to know, and no more", "ce que le destinataire doit savoir, sans plus"],
    ),
];

/// A word of the program, and how it may be written: in English, in French, otherwise.
pub(super) type Word = (&'static str, [&'static str; 2], &'static [&'static str]);
/// Where a case is.
pub(super) const STATUSES: [Word; 2] =
    [("open", ["open", "ouvert"], &[]), ("monitoring", ["kept for court", "gardé pour la cour"], &["monitoring"])];
/// How soon.
pub(super) const URGENCIES: [Word; 3] = [
    ("safety", ["safety", "sécurité"], &[]),
    ("urgent", ["urgent", "urgent"], &[]),
    ("standard", ["standard", "courant"], &["courante"]),
];
/// For whom.
pub(super) const BENEFICIARIES: [Word; 3] = [
    ("child", ["child", "enfant"], &[]),
    ("caregiver", ["caregiver", "parent"], &[]),
    ("sibling", ["sibling", "fratrie"], &[]),
];
/// Yes and no.
pub(super) const TRUTHS: [Word; 2] = [("yes", ["yes", "oui"], &["y", "o"]), ("no", ["no", "non"], &["n"])];

/// What was expected, where it can be said once and for all.
pub(super) const FILLED: [&str; 2] = ["something has to stand here", "il faut inscrire quelque chose ici"];
pub(super) const DAY: [&str; 2] =
    ["a day such as 2026-02-27, not later than today", "un jour comme 2026-02-27, au plus tard aujourd'hui"];
pub(super) const MOMENT: [&str; 2] = [
    "a day such as 2026-02-27, or a moment such as 2026-02-27 14:30, not later than now",
    "un jour comme 2026-02-27 ou un moment comme 2026-02-27 14:30, au plus tard maintenant",
];
pub(super) const AGE: [&str; 2] = ["a number of years, from 0 to 25", "un nombre d'années, de 0 à 25"];
pub(super) const REFERENCE: [&str; 2] =
    ["a number of at most 60 letters and digits", "un numéro d'au plus 60 lettres et chiffres"];
pub(super) const AGENCY: [&str; 2] = [
    "the name in English or French, or the id, of one organization that is active (see the list below)",
    "le nom français ou anglais, ou l'identifiant, d'un seul organisme actif (voir la liste ci-dessous)",
];
pub(super) const SERVICE: [&str; 2] = [
    "a service by its name in English or French, or its code (see the list below)",
    "un service par son nom français ou anglais, ou son code (voir la liste ci-dessous)",
];
pub(super) const OTHER_AGENCY: [&str; 2] =
    ["another organization than the centre and the sender", "un autre organisme que le centre et l'expéditeur"];
pub(super) const NOT_SENT: [&str; 2] =
    ["an organization that may ask for this service", "un organisme qui peut demander ce service"];
pub(super) const NOT_RECEIVED: [&str; 2] =
    ["an organization that offers this service", "un organisme qui offre ce service"];
pub(super) const NOTE: [&str; 2] = ["a text of at most 2000 letters", "un texte d'au plus 2000 lettres"];
pub(super) const NO_LINE: [&str; 2] = [
    "not safety: the organization has no telephone line outside its hours for this service",
    "autre que sécurité : l'organisme n'a pas de ligne hors des heures pour ce service",
];
pub(super) const NO_CASE: [&str; 2] = [
    "the reference of a case of the first file, or of an open one that was imported before",
    "la référence d'un dossier du premier fichier, ou d'un dossier ouvert importé auparavant",
];
pub(super) const NO_AGE: [&str; 2] =
    ["no age where there is a date of birth", "pas d'âge s'il y a une date de naissance"];
pub(super) const SHORTER: [&str; 2] = ["a shorter text", "un texte plus court"];
pub(super) const BORN: [&str; 2] =
    ["a date of birth of the last 25 years", "une date de naissance des 25 dernières années"];
pub(super) const READABLE: [&str; 2] = ["a text without control characters", "un texte sans caractères de commande"];
pub(super) const TAGS: [&str; 2] =
    ["languages by their tags, such as fr en", "des langues par leur code, par exemple fr en"];
pub(super) const MORE_CELLS: [&str; 2] = [
    "as many cells as the header row has; is a quotation mark missing?",
    "autant de cellules que la ligne d'en-tête; manque-t-il un guillemet?",
];
pub(super) const QUOTE: [&str; 2] = [
    "a closing quotation mark: one is opened here, or before, and never closed",
    "un guillemet fermant : il en manque un ici ou plus haut",
];
pub(super) const UTF8: [&str; 2] = [
    "text in UTF-8: save the spreadsheet as “CSV UTF-8”",
    "du texte en UTF-8 : enregistrez le tableur en « CSV UTF-8 »",
];
pub(super) const TWICE: [&str; 2] = ["this column once", "cette colonne une seule fois"];
pub(super) const NO_HEADER: [&str; 2] =
    ["a header row with the names of columns", "une ligne d'en-tête avec le nom des colonnes"];

/// Another line says the same.
pub(super) fn same_as(line: u64) -> Said {
    [format!("something else than in line {line}"), format!("autre chose qu'à la ligne {line}")]
}
/// One of some values.
pub(super) fn one_of(en: &[&str], fr: &[&str]) -> Said {
    [format!("one of: {}", en.join(" | ")), format!("une de ces valeurs : {}", fr.join(" | "))]
}
/// A column that has to be there.
pub(super) fn missing(column: &Column) -> Said {
    [format!("a column {}", column.en), format!("une colonne {}", column.fr)]
}
/// A column that is not known.
pub(super) fn unknown(columns: &[Column]) -> Said {
    let names = |name: fn(&Column) -> &'static str| columns.iter().map(name).collect::<Vec<_>>().join(", ");
    [format!("one of the columns {}", names(|c| c.en)), format!("une des colonnes {}", names(|c| c.fr))]
}

/// What is said of a whole run.
pub(super) struct Speech(pub(super) Lang);
impl Speech {
    fn of(&self, en: String, fr: String) -> String {
        if self.0 == Lang::En { en } else { fr }
    }
    /// Where a mistake is.
    pub(super) fn mistake(&self, line: u64, column: &str, wants: &Said) -> String {
        let wants = say(wants, self.0);
        let at = if column.is_empty() { String::new() } else { format!(", {column}") };
        self.of(format!("  line {line}{at}: expected {wants}"), format!("  ligne {line}{at} : attendu, {wants}"))
    }
    /// How many mistakes there are.
    pub(super) fn mistakes(&self, many: usize) -> String {
        self.of(
            format!("nothing was imported: {many} cell(s) are not right"),
            format!("rien n'a été importé : {many} cellule(s) à corriger"),
        )
    }
    pub(super) fn agencies(&self) -> String {
        self.of("Organizations:".to_owned(), "Organismes :".to_owned())
    }
    pub(super) fn services(&self) -> String {
        self.of("Services:".to_owned(), "Services :".to_owned())
    }
    /// What was made, or would be.
    pub(super) fn outcome(&self, dry: bool, cases: usize, handoffs: usize, there: usize) -> String {
        let (en, fr) = if dry { ("Would import", "Seraient importés") } else { ("Imported", "Importés") };
        let mut said = self.of(
            format!("{en}: {cases} case(s), {handoffs} handoff(s)."),
            format!("{fr} : {cases} dossier(s), {handoffs} transmission(s)."),
        );
        if there > 0 {
            said.push(' ');
            said.push_str(&self.of(
                format!("{there} line(s) are there already and stay as they are."),
                format!("{there} ligne(s) y sont déjà et restent comme elles sont."),
            ));
        }
        said
    }
    pub(super) fn clocks(&self, from: &str) -> String {
        self.of(format!("Clocks begin at {from}."), format!("Les échéances courent à partir de {from}."))
    }
    pub(super) fn kept_nothing(&self) -> String {
        self.of("Nothing was kept: this was a dry run.".to_owned(), "Rien n'a été conservé : essai à blanc.".to_owned())
    }
    /// One line of what is made.
    pub(super) fn case(&self, line: u64, number: Option<&str>, opened: Instant) -> String {
        let number = number.map_or_else(|| format!("{}-…", opened.utc().format("%Y")), str::to_owned);
        self.of(format!("  line {line}: case {number}"), format!("  ligne {line} : dossier {number}"))
    }
    pub(super) fn handoff(&self, line: u64, service: &str, to: &str, due: Option<&str>) -> String {
        let due = due.map_or_else(String::new, |due| {
            self.of(format!(", receipt expected by {due}"), format!(", accusé de réception attendu d'ici le {due}"))
        });
        self.of(format!("  line {line}: {service} → {to}{due}"), format!("  ligne {line} : {service} → {to}{due}"))
    }
    /// Why the store said no.
    pub(super) fn why(&self, e: &Error) -> String {
        match e {
            Error::Refused(refusal) if self.0 == Lang::Fr => refusal.code.entry().fr.to_owned(),
            e => plain(e),
        }
    }
    pub(super) fn progress(&self, done: usize, all: usize) -> String {
        self.of(format!("{done} of {all} lines imported"), format!("{done} lignes importées sur {all}"))
    }
    /// A run that ended before its end.
    pub(super) fn broken(&self, line: u64, why: &str, done: usize) -> String {
        self.of(
            format!("line {line}: {why}\n{done} line(s) before it were kept. Type the same again: nothing is made twice"),
            format!("ligne {line} : {why}\n{done} ligne(s) ont été conservées. Relancez la même commande : rien ne sera fait deux fois"),
        )
    }
}
