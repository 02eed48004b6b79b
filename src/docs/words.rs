//! What the page itself says, in both languages.
use crate::kernel::Lang;

/// The words of the frame.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) promise: &'static str,
    pub(super) duty: &'static str,
    pub(super) about: &'static str,
    pub(super) source: &'static str,
    pub(super) other: &'static str,
    pub(super) skip: &'static str,
    pub(super) contents: &'static str,
    pub(super) session: &'static str,
    pub(super) open: &'static str,
    pub(super) parameters: &'static str,
    pub(super) places: [(&'static str, &'static str); 3],
    pub(super) body: &'static str,
    pub(super) empty: &'static str,
    pub(super) answers: &'static str,
    pub(super) refusals: &'static str,
    pub(super) example: &'static str,
    pub(super) shapes: &'static str,
    pub(super) shapes_are: &'static str,
    pub(super) required: &'static str,
    pub(super) list_of: &'static str,
    pub(super) or: &'static str,
    pub(super) one_of: &'static str,
    pub(super) characters: &'static str,
    pub(super) entries: &'static str,
    pub(super) default: &'static str,
    pub(super) such_as: &'static str,
}

/// The words of a language.
pub(super) const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Fr => &FR,
        Lang::En => &EN,
    }
}

const EN: Words = Words {
    title: "Relais: its interface for programs",
    promise: "Relais coordinates one child's case among the organizations of a child advocacy centre: a handoff counts \
              only when its receiver confirms it, every expected step has a clock, and every look at a child's file is \
              written down before the file is shown.",
    duty: "Logging something here never discharges anybody's personal duty to report a child in need of protection.",
    about: "This page comes with the program: it needs no network, no session, and runs nothing in your browser.",
    source: "The same for programs: OpenAPI 3.1",
    other: "Français",
    skip: "Skip to the operations",
    contents: "Contents",
    session: "Needs a session: an access token of POST /v1/sessions as a bearer token.",
    open: "Needs no session.",
    parameters: "Parameters",
    places: [("path", "in the path"), ("query", "in the query"), ("header", "as a header")],
    body: "Body",
    empty: "Nothing has to be in it: {}.",
    answers: "Answers",
    refusals: "Refusals and their codes",
    example: "Example",
    shapes: "Shapes",
    shapes_are: "What bodies and answers are made of.",
    required: "required",
    list_of: "list of ",
    or: " or ",
    one_of: "one of:",
    characters: "characters",
    entries: "entries",
    default: "unless said otherwise:",
    such_as: "such as",
};

const FR: Words = Words {
    title: "Relais : son interface pour les programmes",
    promise: "Relais coordonne le dossier d'un enfant entre les organismes d'un centre d'appui aux enfants : une \
              transmission ne compte que lorsque l'organisme destinataire en accuse réception, chaque suite attendue a \
              une échéance, et chaque consultation d'un dossier est inscrite au journal des accès avant que le dossier \
              ne s'affiche.",
    duty: "Consigner quelque chose ici ne remplace jamais l'obligation personnelle de signaler la situation d'un \
           enfant qui a besoin de protection.",
    about: "Cette page vient avec le programme : elle ne demande ni réseau ni session et n'exécute rien dans votre \
            navigateur. Les textes qui décrivent les opérations sont en anglais.",
    source: "La même chose pour les programmes : OpenAPI 3.1",
    other: "English",
    skip: "Aller aux opérations",
    contents: "Sommaire",
    session: "Demande une session : un jeton d'accès de POST /v1/sessions, comme jeton « Bearer ».",
    open: "Ne demande pas de session.",
    parameters: "Paramètres",
    places: [("path", "dans le chemin"), ("query", "dans la requête"), ("header", "en-tête")],
    body: "Corps",
    empty: "Rien ne doit y figurer : {}.",
    answers: "Réponses",
    refusals: "Refus et leurs codes",
    example: "Exemple",
    shapes: "Structures",
    shapes_are: "Ce dont sont faits les corps et les réponses.",
    required: "obligatoire",
    list_of: "liste de ",
    or: " ou ",
    one_of: "au choix :",
    characters: "caractères",
    entries: "éléments",
    default: "sauf indication contraire :",
    such_as: "p. ex.",
};
