//! How a setting is declared: the facts about it, and the macro that turns one entry into all that needs them.

/// Where a setting may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Command line (`--listen VALUE`), environment and file.
    Flag,
    /// As `Flag`, and the bare flag says `true`.
    Switch,
    /// Environment and file.
    File,
    /// Environment only: a secret has no place in a command line that others can list or a file that is copied.
    EnvironmentOnly,
}

/// How many values a setting holds. Outside the file, a list is written `a,b` and a map `name=a,other=b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    One,
    List,
    Map,
}

/// What is known about a setting without any value.
#[derive(Debug)]
pub struct Declared {
    /// Its name in `provisor.toml` and in every message: `password.min_length`.
    pub key: &'static str,
    /// What holds when nobody says anything, as it would be written.
    pub default: &'static str,
    pub allowed: Allowed,
    pub shape: Shape,
    /// Whether a value may hold a secret, and so is never repeated in a message.
    pub secret: bool,
    help: &'static str,
}

impl Declared {
    pub(super) const fn new(
        key: &'static str,
        default: &'static str,
        allowed: Allowed,
        shape: Shape,
        secret: bool,
        help: &'static str,
    ) -> Self {
        Self { key, default, allowed, shape, secret, help }
    }

    /// One sentence for the operator.
    pub fn help(&self) -> &'static str {
        self.help.trim()
    }

    /// `PROVISOR_PASSWORD_MIN_LENGTH` for `password.min_length`.
    pub fn env_name(&self) -> String {
        format!("PROVISOR_{}", self.key.replace('.', "_").to_ascii_uppercase())
    }

    /// `data-dir` for `data_dir`, if the command line may say it.
    pub fn flag(&self) -> Option<String> {
        match self.allowed {
            Allowed::Flag | Allowed::Switch => Some(self.key.replace(['.', '_'], "-")),
            Allowed::File | Allowed::EnvironmentOnly => None,
        }
    }
}

/// Makes of each group a struct of checked values, and of all entries together [`TABLE`](super::TABLE) and `Values`.
///
/// An entry reads: help as doc comment, key, field, type, default as it would be written, where it may be given,
/// parser.
macro_rules! settings_table {
    ($(
        $(#[doc = $about:literal])+
        $section:ident: $group:ident {
            $( $(#[doc = $help:literal])+ $key:literal $field:ident: $type:ty = $default:literal, $allowed:ident, $parse:expr; )+
        }
    )+) => {
        /// Every setting there is, in the order in which they are shown.
        pub static TABLE: &[$crate::settings::Declared] = &[$($(
            $crate::settings::Declared::new(
                $key,
                $default,
                $crate::settings::Allowed::$allowed,
                <$type as $crate::settings::value::Value>::SHAPE,
                <$type as $crate::settings::value::Value>::SECRET,
                concat!($($help),+),
            ),
        )+)+];

        $(
            $(#[doc = $about])+
            #[derive(Clone, Debug)]
            pub struct $group {
                $( $(#[doc = $help])+ pub $field: $type, )+
            }

            impl $group {
                fn read(said: &mut $crate::settings::sources::Said) -> Option<Self> {
                    $( let $field = said.take($key, $default, $parse); )+
                    Some(Self { $( $field: $field?, )+ })
                }
            }
        )+

        /// All settings, each right by itself.
        pub(super) struct Values {
            $( pub(super) $section: $group, )+
        }

        impl Values {
            /// Nothing if a value broke its rule; `said` then holds every problem, not only the first.
            pub(super) fn read(said: &mut $crate::settings::sources::Said) -> Option<Self> {
                $( let $section = $group::read(said); )+
                Some(Self { $( $section: $section?, )+ })
            }
        }
    };
}
pub(super) use settings_table;
