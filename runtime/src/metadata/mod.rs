//! Where clients learn how to get a token: the protected resource metadata (RFC 9728).

mod builder;
mod json;
mod resource;

pub use builder::ResourceMetadataBuilder;
pub use resource::ResourceMetadata;
