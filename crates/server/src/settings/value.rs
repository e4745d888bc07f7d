//! What a type needs to be the type of a setting: how many values it holds, and how it is shown.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroUsize,
    path::PathBuf,
    time::Duration,
};

use jiff::tz::TimeZone;
use toml::Value as Toml;
use tracing_subscriber::filter::Targets;

use super::{Database, Prefix, Secret, Shape};

pub trait Value {
    const SHAPE: Shape = Shape::One;
    /// Whether what was written may hold a secret; then no message repeats it.
    const SECRET: bool = false;
    /// As it would be written in `provisor.toml`, secrets as `***`.
    fn shown(&self) -> Toml;
}

impl Value for bool {
    fn shown(&self) -> Toml {
        Toml::Boolean(*self)
    }
}

impl Value for u8 {
    fn shown(&self) -> Toml {
        Toml::Integer((*self).into())
    }
}

impl Value for u32 {
    fn shown(&self) -> Toml {
        Toml::Integer((*self).into())
    }
}

impl Value for usize {
    fn shown(&self) -> Toml {
        i64::try_from(*self).map_or_else(|_| text(self), Toml::Integer)
    }
}

impl Value for NonZeroUsize {
    fn shown(&self) -> Toml {
        self.get().shown()
    }
}

/// In whole seconds.
impl Value for Duration {
    fn shown(&self) -> Toml {
        i64::try_from(self.as_secs()).map_or_else(|_| text(&self.as_secs()), Toml::Integer)
    }
}

impl Value for String {
    fn shown(&self) -> Toml {
        text(self)
    }
}

impl Value for PathBuf {
    fn shown(&self) -> Toml {
        text(&self.display())
    }
}

impl Value for SocketAddr {
    fn shown(&self) -> Toml {
        text(self)
    }
}

impl Value for Targets {
    fn shown(&self) -> Toml {
        text(self)
    }
}

impl Value for TimeZone {
    fn shown(&self) -> Toml {
        text(self.iana_name().unwrap_or("UTC"))
    }
}

impl Value for Secret {
    const SECRET: bool = true;
    fn shown(&self) -> Toml {
        text("***")
    }
}

impl Value for Database {
    const SECRET: bool = true;
    fn shown(&self) -> Toml {
        text(self)
    }
}

/// Absent is written as empty text.
impl<T: Value> Value for Option<T> {
    const SECRET: bool = T::SECRET;
    fn shown(&self) -> Toml {
        self.as_ref().map_or_else(|| text(""), T::shown)
    }
}

impl Value for Vec<Prefix> {
    const SHAPE: Shape = Shape::List;
    fn shown(&self) -> Toml {
        self.iter().map(text).collect::<Vec<_>>().into()
    }
}

impl Value for BTreeMap<String, IpAddr> {
    const SHAPE: Shape = Shape::Map;
    fn shown(&self) -> Toml {
        Toml::Table(self.iter().map(|(name, address)| (name.clone(), text(address))).collect())
    }
}

impl Value for BTreeMap<String, String> {
    const SHAPE: Shape = Shape::Map;
    fn shown(&self) -> Toml {
        Toml::Table(self.iter().map(|(name, value)| (name.clone(), text(value))).collect())
    }
}

fn text(value: &(impl ToString + ?Sized)) -> Toml {
    Toml::String(value.to_string())
}
