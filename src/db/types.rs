//! How the words of `kernel` are stored: ids as `uuid` or 16 bytes, moments as `timestamptz` or milliseconds.
use super::conn::{MultiBackend, MultiRawValue};
use crate::kernel::{
    AgencyId, CaseId, ChainId, ChildId, ContactId, EntryId, HandoffId, InstallationId, Instant, ObligationId, PartyId,
    PersonId, SessionId, TeamMemberId, WishId,
};
use diesel::deserialize::{self, FromSql, FromSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, HasSqlType, Nullable, SingleValue};
use diesel::sqlite::{Sqlite, SqliteValue};
use uuid::Uuid;

/// SQL types that both engines have under other names.
pub(crate) mod sql {
    use diesel::query_builder::QueryId;
    use diesel::sql_types::SqlType;

    /// `uuid` on PostgreSQL, a BLOB of 16 bytes on SQLite.
    #[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
    #[diesel(postgres_type(oid = 2950, array_oid = 2951))]
    #[diesel(sqlite_type(name = "Binary"))]
    pub struct Guid;

    /// `timestamptz` on PostgreSQL, INTEGER milliseconds since 1970 on SQLite.
    #[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
    #[diesel(postgres_type(oid = 1184, array_oid = 1185))]
    #[diesel(sqlite_type(name = "Long"))]
    pub struct Moment;

    impl diesel::sql_types::SqlOrd for Moment {}
}
use sql::{Guid, Moment};

impl HasSqlType<Guid> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Guid>(lookup)
    }
}
impl HasSqlType<Moment> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Moment>(lookup)
    }
}

/// What Diesel's derives would write, for a type of `kernel` that does not know Diesel.
macro_rules! stored_as {
    ($sql:ty, $($rust:ty),+) => {$(
        impl AsExpression<$sql> for $rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<$sql> for &$rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<Nullable<$sql>> for $rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<Nullable<$sql>> for &$rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<DB> ToSql<Nullable<$sql>, DB> for $rust
        where
            DB: diesel::backend::Backend,
            $rust: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl<DB, ST> Queryable<ST, DB> for $rust
        where
            DB: diesel::backend::Backend,
            ST: SingleValue,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(raw: MultiRawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<$rust, $sql>()
            }
        }
    )+};
}
const _: fn() = || {
    fn row<T: FromSqlRow<Guid, Pg>>() {}
    row::<CaseId>();
};

macro_rules! ids {
    ($($id:ty),+) => {$(
        impl ToSql<Guid, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                use std::io::Write;
                out.write_all(Uuid::from(*self).as_bytes())?;
                Ok(IsNull::No)
            }
        }
        impl FromSql<Guid, Pg> for $id {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(Uuid::from_slice(value.as_bytes())?.into())
            }
        }
        impl ToSql<Guid, Sqlite> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(Uuid::from(*self).as_bytes().to_vec());
                Ok(IsNull::No)
            }
        }
        impl FromSql<Guid, Sqlite> for $id {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
                Ok(Uuid::from_slice(&bytes)?.into())
            }
        }
    )+
        stored_as!(Guid, $($id),+);
    };
}
ids!(
    AgencyId,
    CaseId,
    ChainId,
    ChildId,
    ContactId,
    EntryId,
    HandoffId,
    InstallationId,
    ObligationId,
    PartyId,
    PersonId,
    SessionId,
    TeamMemberId,
    WishId,
    SubjectKey
);
stored_as!(Moment, Instant);

/// An id in a column that holds ids of several kinds; the kind stands in the column beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SubjectKey(pub(crate) Uuid);
impl From<Uuid> for SubjectKey {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}
impl From<SubjectKey> for Uuid {
    fn from(key: SubjectKey) -> Self {
        key.0
    }
}

/// PostgreSQL counts microseconds from the year 2000.
const MILLENNIUM_MS: i64 = 946_684_800_000;

impl ToSql<Moment, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let us = self.millis().checked_sub(MILLENNIUM_MS).and_then(|ms| ms.checked_mul(1000));
        ToSql::<BigInt, Pg>::to_sql(&us.ok_or("a time that PostgreSQL cannot hold")?, &mut out.reborrow())
    }
}
impl FromSql<Moment, Pg> for Instant {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let us = <i64 as FromSql<BigInt, Pg>>::from_sql(value)?;
        Ok(Self::from_millis(us.div_euclid(1000) + MILLENNIUM_MS))
    }
}
impl ToSql<Moment, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.millis());
        Ok(IsNull::No)
    }
}
impl FromSql<Moment, Sqlite> for Instant {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Sqlite>>::from_sql(value).map(Self::from_millis)
    }
}

/// The vocabulary as TEXT: one impl for every engine.
macro_rules! words_as_text {
    ($($word:ty),+) => {$(
        impl diesel::expression::AsExpression<diesel::sql_types::Text> for $word {
            type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Text, &'static str>;
            fn as_expression(self) -> Self::Expression { diesel::internal::derives::as_expression::Bound::new(self.name()) }
        }
        impl diesel::expression::AsExpression<diesel::sql_types::Text> for &$word {
            type Expression = diesel::internal::derives::as_expression::Bound<diesel::sql_types::Text, &'static str>;
            fn as_expression(self) -> Self::Expression { diesel::internal::derives::as_expression::Bound::new(self.name()) }
        }
        impl diesel::expression::AsExpression<diesel::sql_types::Nullable<diesel::sql_types::Text>> for $word {
            type Expression = diesel::internal::derives::as_expression::Bound<
                diesel::sql_types::Nullable<diesel::sql_types::Text>,
                &'static str,
            >;
            fn as_expression(self) -> Self::Expression { diesel::internal::derives::as_expression::Bound::new(self.name()) }
        }
        impl diesel::expression::AsExpression<diesel::sql_types::Nullable<diesel::sql_types::Text>> for &$word {
            type Expression = diesel::internal::derives::as_expression::Bound<
                diesel::sql_types::Nullable<diesel::sql_types::Text>,
                &'static str,
            >;
            fn as_expression(self) -> Self::Expression { diesel::internal::derives::as_expression::Bound::new(self.name()) }
        }
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $word
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(self.name(), out)
            }
        }
        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $word
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                Self::parse(&text).ok_or_else(|| format!("unknown word in a column: {text}").into())
            }
        }
        impl<DB> diesel::deserialize::Queryable<diesel::sql_types::Text, DB> for $word
        where
            DB: diesel::backend::Backend,
            Self: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> diesel::deserialize::Result<Self> { Ok(row) }
        }
    )+};
}
pub(crate) use words_as_text;
words_as_text!(
    crate::kernel::Compartment,
    crate::kernel::Discipline,
    crate::kernel::Role,
    crate::kernel::Tier,
    crate::kernel::Urgency,
    crate::access::CaseState
);
