//! Converts a rejection into an error and a response of actix-web.

use actix_web::{
    HttpRequest, HttpResponse, Responder, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Bytes,
};

use crate::rejection::{CarriesRejection, Rejection, ResponseBuilder};

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        status(self.status())
    }

    fn error_response(&self) -> HttpResponse {
        // Actix-web itself omits the body of a response to `HEAD`.
        converted(ResponseBuilder::from(self).with_body().build())
    }
}

/// Converts a response between two versions of the `http` crate, whose grammar is the same.
pub(super) fn converted(response: http::Response<Bytes>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let mut response = HttpResponse::with_body(status(parts.status), BoxBody::new(body));
    for (name, value) in &parts.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_bytes(value.as_bytes())) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

impl Responder for Rejection {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::from_error(self)
    }
}

#[diagnostic::do_not_recommend]
impl CarriesRejection for HttpResponse {
    fn carry(rejection: Rejection) -> Self {
        Self::from_error(rejection)
    }
}

/// Converts a status between two versions of the `http` crate.
fn status(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
