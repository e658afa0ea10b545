//! Implements `ResponseHead` for the responses of the frameworks.

#[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo", feature = "tonic"))]
use super::challenge::ResponseHead;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tonic"))]
use super::challenge::lines_of;

#[cfg(feature = "actix-web")]
impl<B> ResponseHead for actix_web::HttpResponse<B> {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        self.headers().get_all(name).map(|value| value.as_bytes().to_vec()).collect()
    }
}

#[cfg(feature = "actix-web")]
impl<B> ResponseHead for actix_web::dev::ServiceResponse<B> {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        self.response().lines(name)
    }
}

#[cfg(feature = "poem")]
impl ResponseHead for poem::Response {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        lines_of(self.headers(), name)
    }
}

#[cfg(feature = "salvo")]
impl ResponseHead for salvo::Response {
    /// Returns 200 if none is set.
    fn status(&self) -> u16 {
        self.status_code.map_or(200, |status| status.as_u16())
    }

    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        lines_of(self.headers(), name)
    }
}

#[cfg(feature = "rocket")]
macro_rules! local_response {
    ($($type:ty),*) => {$(
        impl ResponseHead for $type {
            fn status(&self) -> u16 {
                self.status().code
            }

            fn lines(&self, name: &str) -> Vec<Vec<u8>> {
                self.headers().get(name).map(|value| value.as_bytes().to_vec()).collect()
            }
        }
    )*};
}

#[cfg(feature = "rocket")]
local_response!(rocket::local::asynchronous::LocalResponse<'_>, rocket::local::blocking::LocalResponse<'_>);

#[cfg(feature = "tonic")]
impl ResponseHead for tonic::Status {
    /// Returns the HTTP status of the [code](crate::tonic), or 200 if no rejection has this code.
    fn status(&self) -> u16 {
        match self.code() {
            tonic::Code::InvalidArgument => 400,
            tonic::Code::Unauthenticated => 401,
            tonic::Code::PermissionDenied => 403,
            tonic::Code::ResourceExhausted if self.metadata().contains_key("retry-after") => 429,
            tonic::Code::ResourceExhausted => 431,
            tonic::Code::Internal => 500,
            tonic::Code::Unavailable => 503,
            _ => 200,
        }
    }

    /// Returns the lines of the metadata. The response to a `POST` is not cached, so it counts as `no-store`.
    fn lines(&self, name: &str) -> Vec<Vec<u8>> {
        if name == "cache-control" { vec![b"no-store".to_vec()] } else { lines_of(self.metadata().as_ref(), name) }
    }
}
