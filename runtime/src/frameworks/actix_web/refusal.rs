//! A refusal as an error and a response of actix-web.

use actix_web::{
    HttpRequest, HttpResponse, Responder, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Bytes,
};

use crate::{
    __private::CarriesRejection,
    refusal::{Rejection, ResponseBuilder},
};

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status().as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut refusal = ResponseBuilder::new(self.status());
        for line in self.challenges() {
            refusal = refusal.challenge(line.clone());
        }
        if let Some(code) = self.error_code() {
            refusal = refusal.error_code(code);
        }
        if let Some(seconds) = self.retry_after() {
            refusal = refusal.retry_after(seconds);
        }
        if let Some(body) = &self.0.body {
            refusal = refusal.body((**body).clone());
        }
        let (parts, body) = refusal.build::<Bytes>().into_parts();
        let mut response = HttpResponse::with_body(self.status_code(), BoxBody::new(body));
        for (name, value) in &parts.headers {
            // Both are of the `http` crate, in two versions with one grammar.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_bytes(value.as_bytes())) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

impl Responder for Rejection {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::from_error(self)
    }
}

impl CarriesRejection for HttpResponse {
    fn carry(rejection: Rejection) -> Self {
        Self::from_error(rejection)
    }
}
