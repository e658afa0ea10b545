//! The client. It sends the token as metadata with each call.

use std::error::Error;

use tonic::{Request, Status, metadata::AsciiMetadataValue, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::startup;

/// The default port of the server.
pub(crate) const PORT: u16 = 50051;

pub(crate) async fn run(token: &str) -> Result<(), Box<dyn Error>> {
    let authorization: AsciiMetadataValue = format!("Bearer {token}").parse()?;
    let call = || {
        let mut request = Request::new(HealthCheckRequest::default());
        request.metadata_mut().insert("authorization", authorization.clone());
        request
    };
    let channel = Channel::from_shared(format!("http://{}", startup::address(PORT)?))?.connect().await?;
    let mut client = HealthClient::new(channel);
    match client.check(call()).await {
        Ok(answer) => println!("check: status {}", answer.into_inner().status),
        Err(status) => println!("check: {}", shown(&status)),
    }
    match watch(&mut client, call()).await {
        Ok(()) => println!("watch: ended"),
        Err(status) => println!("watch: {}", shown(&status)),
    }
    Ok(())
}

async fn watch(client: &mut HealthClient<Channel>, call: Request<HealthCheckRequest>) -> Result<(), Status> {
    let mut answers = client.watch(call).await?.into_inner();
    while let Some(answer) = answers.message().await? {
        println!("watch: status {}", answer.status);
    }
    Ok(())
}

fn shown(status: &Status) -> String {
    let challenges = status.metadata().get_all("www-authenticate");
    let challenges: Vec<_> = challenges.iter().filter_map(|line| line.to_str().ok()).collect();
    format!("{:?} ({}) {}", status.code(), status.message(), challenges.join(" | "))
}
