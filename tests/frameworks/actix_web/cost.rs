//! A guard whose verifier does not wait allocates nothing that the same handler without it does not; one that waits is asked once.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use actix_web::{
    App, Route,
    dev::Service,
    rt::System,
    test::{TestRequest, init_service},
    web,
};
use requires_auth::{
    Authenticator, Identity, VerifyError,
    actix_web::requires_auth,
    verifiers::{StaticTokens, bearer_async},
};

static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("token", reader())]).unwrap());

fn reader() -> Identity {
    Identity::builder("ada").scopes("items:list items:read").build()
}

async fn open() -> &'static str {
    "hello"
}

#[requires_auth(scopes("items:read"))]
async fn guarded(#[identity] _who: Identity) -> &'static str {
    "hello"
}

#[requires_auth(scopes("items:read"), verifier = TOKENS)]
async fn inline(#[identity] _who: Identity) -> &'static str {
    "hello"
}

#[requires_auth(only = |who| who.subject() == "ada")]
async fn only(#[identity] _who: Identity) -> &'static str {
    "hello"
}

#[requires_auth(optional)]
async fn optional(#[identity] _who: Option<Identity>) -> &'static str {
    "hello"
}

fn allocations(auth: &Authenticator, route: fn() -> Route, token: &str) -> (u64, u16) {
    System::new().block_on(async {
        let service = init_service(App::new().app_data(auth.clone()).route("/", route())).await;
        let request = || TestRequest::with_uri("/").insert_header(("authorization", format!("Bearer {token}"))).to_request();
        // The second one finds everything warm.
        service.call(request()).await.unwrap();
        let mut answer = pin!(service.call(request()));
        let mut status = None;
        let counted = allocation_counter::measure(|| {
            // One that waits is ready when it is asked again.
            for _ in 0..2 {
                if status.is_none()
                    && let Poll::Ready(answered) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()))
                {
                    status = Some(answered.unwrap().status().as_u16());
                }
            }
        });
        (counted.count_total, status.unwrap())
    })
}

#[test]
fn a_guard_adds_no_allocation() {
    let auth = Authenticator::new(StaticTokens::new([("token", reader())]).unwrap());
    let (bare, status) = allocations(&auth, || web::get().to(open), "token");
    assert!(bare > 0 && status == 200);
    let routes: [fn() -> Route; 4] =
        [|| web::get().to(guarded), || web::get().to(inline), || web::get().to(only), || web::get().to(optional)];
    for route in routes {
        assert_eq!(allocations(&auth, route, "token"), (bare, 200));
    }
    // The twin: a verifier that waits owns its token, and its future is boxed.
    let (waiting, status) = allocations(&waits(&Arc::default()), || web::get().to(guarded), "token");
    assert!(waiting > bare && status == 200, "{waiting} {bare}");
}

/// Knows `token`, and is not ready when it is first asked; counts how often it is asked, and how often its answer is awaited.
fn waits(asked: &Arc<[AtomicUsize; 2]>) -> Authenticator {
    let asked = Arc::clone(asked);
    Authenticator::new(bearer_async(move |token| {
        asked[0].fetch_add(1, Ordering::SeqCst);
        let asked = Arc::clone(&asked);
        async move {
            asked[1].fetch_add(1, Ordering::SeqCst);
            let mut waited = false;
            poll_fn(|context| {
                if std::mem::replace(&mut waited, true) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            if token.expose() == "token" { Ok(reader()) } else { Err(VerifyError::invalid()) }
        }
    }))
}

static ASKED: LazyLock<Arc<[AtomicUsize; 2]>> = LazyLock::new(Arc::default);
static WAITS: LazyLock<Authenticator> = LazyLock::new(|| waits(&ASKED));

#[requires_auth(scopes("items:read"), verifier = WAITS)]
async fn inline_waits(#[identity] who: Identity, body: String) -> String {
    format!("{} {body}", who.subject())
}

#[requires_auth(scopes("items:read"))]
async fn shared_waits(#[identity] who: Identity, body: String) -> String {
    format!("{} {body}", who.subject())
}

#[test]
fn a_verifier_that_waits_is_asked_once() {
    let counts = |asked: &[AtomicUsize; 2]| asked.each_ref().map(|count| count.swap(0, Ordering::SeqCst));
    let shared: Arc<[AtomicUsize; 2]> = Arc::default();
    System::new().block_on(async {
        let app = App::new().app_data(waits(&shared)).route("/inline", web::to(inline_waits));
        let service = init_service(app.route("/shared", web::to(shared_waits))).await;
        for (path, asked) in [("/inline", &*ASKED), ("/shared", &shared)] {
            for (token, status) in [("token", 200), ("wrong", 401)] {
                let field = ("authorization", format!("Bearer {token}"));
                let answer = service.call(TestRequest::with_uri(path).insert_header(field).to_request()).await.unwrap();
                assert_eq!(answer.status(), status, "{path}");
                assert_eq!(counts(asked), [1, 1], "{path} {token}");
            }
            let answer = service.call(TestRequest::with_uri(path).to_request()).await.unwrap();
            assert_eq!((answer.status().as_u16(), counts(asked)), (401, [0, 0]), "{path}");
        }
    });
}
