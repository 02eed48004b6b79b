//! The children of the demo: invented names from many communities, codes instead of what happened.
use serde_json::{Value, json};

/// One case: who the child is, in codes, and how the family may be reached.
pub(super) struct Child {
    /// How stories name the case.
    pub(super) key: &'static str,
    name: &'static str,
    age: u8,
    gender: &'static str,
    abuse: &'static str,
    relationship: &'static str,
    language: &'static str,
    region: &'static str,
    contact: &'static str,
}

/// A line of the table below.
macro_rules! children {
    ($($key:literal, $name:literal, $age:literal, $gender:literal, $abuse:literal, $relationship:literal, $language:literal,
        $region:literal, $contact:literal;)*) => {
        [$(Child {
            key: $key, name: $name, age: $age, gender: $gender, abuse: $abuse, relationship: $relationship,
            language: $language, region: $region, contact: $contact,
        },)*]
    };
}
const CHILDREN: [Child; 23] = children! {
    "maelle", "Maëlle Arsenault", 9, "girl", "sexual_abuse", "trusted_adult", "fr", "Baie-des-Cormorans", "Mother, +1 902 555 0141, mornings";
    "jonah", "Jonah MacNeil", 7, "boy", "physical_abuse", "parent", "en", "Tern Harbour", "Grandmother, +1 902 555 0142";
    "zeynep", "Zeynep Yıldız", 12, "girl", "sexual_abuse", "acquaintance", "tr", "Tern Harbour", "Mother, text only, +1 902 555 0143";
    "ayaan", "Ayaan Warsame", 10, "boy", "sexual_abuse", "other_relative", "so", "North Estuary", "Father, +1 902 555 0144, after 18:00";
    "sila", "ᓯᓚ", 8, "girl", "sexual_abuse", "other_relative", "iu", "Tern Harbour", "Aunt, +1 902 555 0145";
    "suryani", "Suryani", 11, "girl", "sexual_abuse", "trusted_adult", "id", "South Estuary", "Mother, +1 902 555 0146";
    "baoanh", "Nguyễn Bảo Anh", 13, "boy", "online_exploitation", "stranger", "vi", "Grey Islands", "Father, +1 902 555 0147";
    "kwabena", "Kwabena Mensah-Bonsu", 6, "boy", "neglect", "parent", "en", "Tern Harbour", "Foster family, through Estuary Child Services";
    "camila", "Camila Ortiz Delgado", 14, "girl", "sexual_abuse", "peer", "es", "North Estuary", "The young person herself, +1 902 555 0149";
    "lucas", "Lucas Bernard", 5, "boy", "physical_abuse", "parent", "fr", "Baie-des-Cormorans", "Father, +1 902 555 0150";
    "ella", "Ella Sylliboy", 9, "girl", "sexual_abuse", "other_relative", "en", "North Estuary", "Grandmother, +1 902 555 0151";
    "ishaan", "Ishaan Patel", 8, "boy", "sexual_abuse", "trusted_adult", "en", "Tern Harbour", "Both parents, +1 902 555 0152";
    "zofia", "Zofia Kowalczyk", 10, "girl", "sexual_abuse", "acquaintance", "pl", "South Estuary", "Mother, +1 902 555 0153";
    "liam", "Liam d'Eon", 15, "boy", "online_exploitation", "stranger", "fr", "Baie-des-Cormorans", "The young person himself, +1 902 555 0154";
    "chloe", "Chloé Surette", 7, "girl", "sexual_abuse", "parent", "fr", "Grey Islands", "Mother, +1 902 555 0155, never by text";
    "emmett", "Emmett Doucet", 12, "boy", "sexual_abuse", "trusted_adult", "en", "South Estuary", "Mother, +1 902 555 0156";
    "hana", "Hana Takahashi", 4, "girl", "sexual_abuse", "other_relative", "ja", "Tern Harbour", "Father, +1 902 555 0157";
    "mirembe", "Mirembe", 11, "girl", "exposure_to_violence", "parent", "en", "Tern Harbour", "School office until a safe number is known";
    "amara", "Amara Okafor", 13, "girl", "sexual_abuse", "peer", "en", "South Estuary", "Mother, +1 902 555 0158, after 19:00";
    "daniyar", "Daniyar Bekov", 9, "boy", "physical_abuse", "trusted_adult", "ru", "North Estuary", "Mother, +1 902 555 0159";
    "rowan", "Rowan Fraser-Kehoe", 16, "two_spirit", "sexual_abuse", "peer", "en", "South Estuary", "The young person, +1 902 555 0160";
    "autumn", "Autumn Houle-Lafrenière", 10, "girl", "sexual_abuse", "acquaintance", "fr", "Larch Coulee", "Father, +1 403 555 0161";
    "kiran", "Kiran Dhaliwal", 8, "prefers_not_to_say", "physical_abuse", "sibling", "pa", "Larch Coulee", "Mother, +1 403 555 0162";
};

/// The case of a child, as it is asked for.
pub(super) fn case(key: &str, origin: &str) -> Value {
    let Some(child) = CHILDREN.iter().find(|child| child.key == key) else { return Value::Null };
    json!({
        "child": { "name": child.name, "age": child.age, "safe_contact": child.contact },
        "abuse_type": child.abuse, "relationship": child.relationship, "gender": child.gender, "origin": origin,
        "languages": [child.language], "region": child.region,
    })
}
