//! Every code by which we refuse, on one page: its name, its status, and what a person reads.
//!
//! Codes are named after the fact. They are only ever added: clients keep them.

/// One line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The stable name.
    pub code: &'static str,
    /// The HTTP status that goes with it.
    pub status: u16,
    /// English title.
    pub en: &'static str,
    /// French title.
    pub fr: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $status:literal $en:literal $fr:literal,)*) => {
        /// Why something was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }
        impl Code {
            /// Every code, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The line of the catalogue.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self { $(Self::$variant => Entry { code: $code, status: $status, en: $en, fr: $fr },)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedBody = "malformed-body" 400
        "The body is not valid JSON." "Le corps de la requête n'est pas du JSON valide.",
    /// A header has an unusable value.
    InvalidHeader = "invalid-header" 400
        "A header has a value that cannot be used." "Un en-tête a une valeur inutilisable.",
    /// No token, or one that does not count.
    Unauthenticated = "unauthenticated" 401
        "Sign in to continue." "Ouvrez une session pour continuer.",
    /// Address or password is wrong, or the account is closed: never told apart.
    InvalidCredentials = "invalid-credentials" 401
        "The e-mail address or the password is not right." "L'adresse courriel ou le mot de passe est inexact.",
    /// The session was ended or has expired.
    SessionEnded = "session-ended" 401
        "This session has ended. Sign in again." "Cette session est terminée. Ouvrez-en une nouvelle.",
    /// What is visible may not be done.
    Forbidden = "forbidden" 403
        "You may see this, but not do that." "Vous pouvez voir ceci, mais pas faire cela.",
    /// Only the addressed agency may say that it has received something.
    NotTheReceiver = "not-the-receiver" 403
        "Only the organization it was sent to may do this, and never the person who sent or recorded it."
        "Seul l'organisme destinataire peut faire cela, et jamais la personne qui a fait ou consigné l'envoi.",
    /// The role asked for at sign-in is not one of the person's roles.
    RoleNotHeld = "role-not-held" 403
        "Your account does not have this role." "Votre compte n'a pas ce rôle.",
    /// The discipline of the sender may not send this type of service.
    ServiceNotSent = "service-not-sent-by-discipline" 403
        "Your organization does not send this type of handoff."
        "Votre organisme ne fait pas ce type de transmission.",
    /// There is nothing here, or nothing that you may know of.
    NotFound = "not-found" 404
        "There is nothing here for you." "Il n'y a rien ici pour vous.",
    /// The path exists, the method does not.
    MethodNotAllowed = "method-not-allowed" 405
        "This address does not know that method." "Cette adresse ne connaît pas cette méthode.",
    /// The request took too long to arrive.
    RequestTimeout = "request-timeout" 408
        "The request took too long to arrive." "La requête a mis trop de temps à arriver.",
    /// The handoff's state does not allow the move.
    HandoffState = "handoff-move-not-allowed" 409
        "The handoff is no longer in a state that allows this."
        "L'état de la transmission ne permet pas cela.",
    /// The case's state does not allow the move.
    CaseState = "case-move-not-allowed" 409
        "The case file is not in a state that allows this." "L'état du dossier ne permet pas cela.",
    /// A case with open handoffs cannot be closed.
    CaseHasOpenHandoffs = "case-has-open-handoffs" 409
        "A case file with open handoffs cannot be closed."
        "Un dossier dont une transmission est ouverte ne peut pas être fermé.",
    /// One transfer of a case waits for its end before another begins.
    TransferPending = "transfer-pending" 409
        "This case file is already on its way to another centre. Withdraw that transfer, or decide on it, first."
        "Ce dossier est déjà en voie d'être transféré à un autre centre. Retirez d'abord ce transfert, ou décidez de sa suite.",
    /// A transfer that was taken on has moved the case: it is not undone, only followed by another one.
    CaseHasMoved = "case-has-moved" 409
        "The case file has moved with this transfer. It can only be transferred back."
        "Le dossier a suivi ce transfert. Il ne peut qu'être transféré de nouveau.",
    /// A case goes to another installation only when its coordinator has handed it over.
    NoTransferWaits = "no-transfer-waits" 409
        "No transfer of this case file waits for the answer of that centre. Its coordinator logs one first."
        "Aucun transfert de ce dossier n'attend la réponse de ce centre. Sa coordination en consigne d'abord un.",
    /// A centre that works in this installation answers for itself.
    CentreIsHere = "centre-is-here" 409
        "People of that centre have accounts in this installation: they take the case file on themselves."
        "Des personnes de ce centre ont un compte dans cette installation : à elles de prendre le dossier en charge.",
    /// What somebody saw by mistake is looked into by the centre where it happened.
    IncidentNotChecked = "incident-not-checked" 409
        "A handoff of this case file was logged by mistake, and was seen. The incident check comes before the case file moves."
        "Une transmission de ce dossier, consignée par erreur, a été vue. La vérification de l'incident précède le départ du dossier.",
    /// A receipt tells that a package of this case was opened.
    WrongReceipt = "wrong-receipt" 409
        "This receipt is of no package that was made of this case file. Nothing was changed."
        "Ce récépissé n'est celui d'aucun envoi de ce dossier. Rien n'a été modifié.",
    /// What a centre that a case has left may see must stay apart.
    CaseWasTransferred = "case-was-transferred" 409
        "A case file that has moved between centres is not merged, nor taken apart: the first centre would see what is not its own."
        "Un dossier qui est passé d'un centre à un autre n'est ni fusionné ni séparé : le premier centre verrait ce qui ne le concerne pas.",
    /// A case file of which another is part does not become part of a third.
    CaseHasMerges = "case-has-merges" 409
        "Another case file is part of this one. Merge the other way round, or take those two apart first."
        "Un autre dossier fait partie de celui-ci. Fusionnez dans l'autre sens, ou séparez d'abord ces deux-là.",
    /// Two files ask for different things about contact with the family.
    ContactRulesDiffer = "contact-rules-differ" 409
        "The two case files do not say the same about contacting the family. Set what holds now in the file that stays, then merge."
        "Les deux dossiers ne disent pas la même chose du contact avec la famille. Indiquez ce qui vaut maintenant dans le dossier qui reste, puis fusionnez.",
    /// Somebody changed the row at the same moment.
    ChangedMeanwhile = "changed-meanwhile" 409
        "Somebody else changed this a moment ago. Look again, then decide."
        "Quelqu'un d'autre vient de modifier ceci. Relisez, puis décidez.",
    /// The e-mail address belongs to another account.
    EmailTaken = "email-taken" 409
        "Another account has this e-mail address." "Un autre compte a cette adresse courriel.",
    /// The person is on the team already.
    AlreadyOnTeam = "already-on-team" 409
        "This person is already on the team." "Cette personne fait déjà partie de l'équipe.",
    /// A person whom a conflict of interest keeps out cannot join.
    PersonExcluded = "person-excluded" 409
        "A conflict of interest bars this person from the case file."
        "Un conflit d'intérêts interdit ce dossier à cette personne.",
    /// A mistaken answer can be undone freely for 24 hours, later with a reason.
    RetractNeedsCode = "retract-needs-code" 409
        "After 24 hours, say why this answer is undone."
        "Après 24 heures, il faut dire pourquoi cette réponse est annulée.",
    /// The row changed since the caller read it.
    StaleVersion = "stale-version" 412
        "This changed since you read it." "Ceci a changé depuis votre lecture.",
    /// The body is too large.
    BodyTooLarge = "body-too-large" 413
        "The body is too large." "Le corps de la requête est trop volumineux.",
    /// Only JSON is read here.
    UnsupportedMediaType = "unsupported-media-type" 415
        "Send JSON (application/json)." "Envoyez du JSON (application/json).",
    /// The body's shape or values are not what was asked for.
    Invalid = "invalid" 422
        "Some fields are not right." "Certains champs sont inexacts.",
    /// The key was used for another request.
    IdempotencyKeyReused = "idempotency-key-reused" 422
        "This Idempotency-Key was used for another request."
        "Cette clé Idempotency-Key a servi pour une autre requête.",
    /// An agency that cannot be phoned at night cannot receive what cannot wait.
    NoAfterHoursLine = "no-after-hours-line" 422
        "This organization has no after-hours line for this service: an urgent safety handoff needs somebody who answers now."
        "Cet organisme n'a pas de ligne en dehors des heures pour ce service : une urgence de sécurité demande quelqu'un qui répond maintenant.",
    /// The precondition is required.
    IfMatchRequired = "if-match-required" 428
        "Send If-Match with the ETag that you read." "Envoyez If-Match avec l'ETag que vous avez lu.",
    /// Too many requests of one kind at once.
    TooManyRequests = "too-many-requests" 429
        "Too many requests. Try again in a moment." "Trop de requêtes. Réessayez dans un moment.",
    /// So many searches in an hour are not the work on one's own cases.
    TooManySearches = "too-many-searches" 429
        "You have searched very often within the last hour. Try again later."
        "Vous avez fait un très grand nombre de recherches en une heure. Réessayez plus tard.",
    /// The head of the request is too large.
    HeadersTooLarge = "headers-too-large" 431
        "The headers are too large." "Les en-têtes sont trop volumineux.",
    /// Our failure.
    Internal = "internal" 500
        "Something failed on our side. Nothing was changed." "Une erreur est survenue de notre côté. Rien n'a été modifié.",
    /// The store has no place for another request now.
    Busy = "busy" 503
        "The service is busy. Try again in a moment." "Le service est occupé. Réessayez dans un moment.",
    /// What cannot be written into the access log is not shown and not done.
    LedgerUnavailable = "ledger-unavailable" 503
        "The access log cannot be written, so nothing is shown or done."
        "Le journal des accès ne peut pas être écrit : rien n'est montré ni fait.",
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_one_fact_in_two_languages() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let entry = code.entry();
            assert!(seen.insert(entry.code), "{} twice", entry.code);
            assert!(!entry.en.is_empty() && !entry.fr.is_empty() && entry.en != entry.fr, "{}", entry.code);
            assert!(entry.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", entry.code);
            assert!((400..=599).contains(&entry.status), "{}", entry.code);
        }
    }
}
