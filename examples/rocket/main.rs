//! A rocket server with the routes of the quickstart: `cargo run --example rocket --features rocket`.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode};

use rocket::{Build, Config, Rocket, config::LogLevel, fairing::AdHoc, routes};

fn app(port: u16) -> Result<Rocket<Build>, String> {
    // Rocket says much of each request; what is told here is enough for an example. An application that does not start is told.
    let config = Config { port, log_level: LogLevel::Critical, ..Config::default() };
    let routes = routes![
        handlers::public,
        handlers::protected,
        handlers::list_items,
        handlers::create_item,
        handlers::admin,
        handlers::post_admin,
        handlers::reports,
        handlers::me,
        handlers::post_me,
    ];
    let rocket = verifiers::attach(rocket::custom(config)).map_err(|error| error.to_string())?;
    Ok(rocket.mount("/", routes).attach(AdHoc::on_liftoff("help", |rocket| {
        Box::pin(async move {
            let Config { address, port, .. } = rocket.config();
            println!("listening on http://{address}:{port}, Ctrl-C to stop; try\n");
            println!("curl -i http://{address}:{port}/items -H 'Authorization: Bearer reader-token'");
            println!(
                "curl -i http://{address}:{port}/items -H 'Authorization: Bearer writer-token' --json '{{\"name\": \"lamp\"}}'"
            );
            println!("curl -i http://{address}:{port}/me -b session=sess-123456 -X POST -H 'Origin: https://evil.example'");
        })
    })))
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("rocket: {message}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), String> {
    let port = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => 3000,
    };
    rocket::execute(app(port)?.launch()).map(drop).map_err(|error| error.to_string())
}
