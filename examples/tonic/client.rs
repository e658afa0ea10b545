//! The client; nothing about authentication but the line that sends the token.

use std::{error::Error, net::SocketAddr};

use tonic::{Request, Status, metadata::AsciiMetadataValue, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

pub(crate) async fn run(address: SocketAddr, token: &str) -> Result<(), Box<dyn Error>> {
    let authorization: AsciiMetadataValue = format!("Bearer {token}").parse()?;
    let call = || {
        let mut request = Request::new(HealthCheckRequest::default());
        request.metadata_mut().insert("authorization", authorization.clone());
        request
    };
    let channel = Channel::from_shared(format!("http://{address}"))?.connect().await?;
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
