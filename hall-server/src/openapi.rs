//! The API's document (OpenAPI 3.1), made from the handlers, and its viewer, which needs no internet.
//!
//! Who may use an operation, its proof of identity, its idempotency key and its problems are added from the
//! table of rights, so the document cannot say otherwise than the guard.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi as Document, PathItem, Ref, Required, ResponseBuilder,
    SecurityRequirement, Type,
};
use utoipa::{Modify, OpenApi};

use crate::api;
use crate::app::AppState;
use crate::auth::rights::{Kind, On, RIGHTS, Right, Who};
use crate::problem::AppError;

/// What the viewer's own style and icons need beyond the server's policy; nothing from elsewhere.
const VIEWER_SECURITY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; object-src 'none'",
);
/// The viewer's own sheet of small things, which ours replaces, and ours.
const VIEWER_STYLE: (&str, &str) = ("index.css", include_str!("../static/viewer.css"));
const DOCUMENT_PATH: &str = "/api/v1/openapi.json";
const DEVICE: &str = "device_token";
const SESSION: &str = "staff_session";

#[derive(OpenApi)]
#[openapi(
    info(title = "hall-server", description = "The hall's API: tickets, windows, the feed of views."),
    paths(
        api::tickets::take,
        api::tickets::scan,
        api::tickets::cancel,
        api::tickets::return_ticket,
        api::tickets::direct,
        api::supervise::open_for,
        api::supervise::hold,
        api::supervise::release,
        api::supervise::assign_lines,
        api::supervise::extend_hours,
        api::supervise::by_number,
        api::voice::mute,
        api::voice::unmute,
        api::notices::announce,
        api::notices::withdraw,
        api::ready::show_ready,
        api::ready::collected,
        api::windows::open,
        api::windows::pause,
        api::windows::go_on,
        api::windows::close,
        api::windows::call_next,
        api::windows::call,
        api::windows::give,
        api::windows::recall,
        api::windows::start,
        api::windows::outcome,
        api::windows::finish,
        api::windows::no_show,
        api::windows::park,
        api::windows::resume,
        api::windows::put_back,
        api::windows::transfer,
        api::windows::void_class,
        api::evaluations::evaluate,
        api::evaluations::materials,
        api::clock::confirm,
        api::kiosk::hello,
        api::print_jobs::report,
        api::print_jobs::reprint,
        api::printers::report,
        api::printers::report_office,
        api::printers::test,
        api::printers::clear,
        api::certificates::offers,
        api::certificates::draw_up,
        api::certificates::file,
        api::certificates::print,
        api::certificates::job_file,
        api::certificates::report,
        api::certificates::hello,
        api::ledger::find,
        api::ledger::revoke,
        api::ledger::reprint,
        api::catalogue::read,
        api::catalogue::sample,
        api::feed::listen,
        api::statistics::read,
        api::statistics::mine,
        api::statistics::csv,
        api::statistics::workbook,
        api::session::sign_in,
        api::session::who,
        api::session::sign_out,
        api::session::set_desk,
        api::devices::enrol,
        api::persons::begin,
        api::persons::progress,
        api::persons::give_up,
        api::persons::by_card,
        api::persons::sign_out,
        api::persons::unlock,
    ),
    components(schemas(hall_api::problem::Problem)),
    modifiers(&FromRights)
)]
struct Api;

/// The document, made once.
static JSON: LazyLock<Bytes> = LazyLock::new(|| {
    let json = document().to_pretty_json().expect("invariant: the document is plain data");
    Bytes::from(json)
});

/// The API's document.
pub fn document() -> Document {
    Api::openapi()
}

/// The document and its viewer.
pub fn routes() -> Router<AppState> {
    let viewer = Router::new()
        .route("/api/v1/docs", get(|| async { Redirect::to("/api/v1/docs/") }))
        .route("/api/v1/docs/", get(|| async { viewer_file("index.html") }))
        .route("/api/v1/docs/{*rest}", get(|Path(rest): Path<String>| async move { viewer_file(&rest) }))
        .route_layer(from_fn(relax));
    Router::new().route(DOCUMENT_PATH, get(json)).merge(viewer)
}

async fn json() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], JSON.clone())
}

fn viewer_file(name: &str) -> Result<Response, AppError> {
    static CONFIG: LazyLock<std::sync::Arc<utoipa_swagger_ui::Config<'static>>> = LazyLock::new(|| {
        // Without the bar that opens other documents: there is one.
        let config = utoipa_swagger_ui::Config::from(DOCUMENT_PATH).validator_url("none");
        std::sync::Arc::new(config.use_base_layout())
    });
    if name == VIEWER_STYLE.0 {
        let kind = HeaderValue::from_static("text/css; charset=utf-8");
        return Ok(([(header::CONTENT_TYPE, kind)], VIEWER_STYLE.1).into_response());
    }
    let file = utoipa_swagger_ui::serve(name, CONFIG.clone())
        .map_err(|error| AppError::internal(format!("the viewer cannot be served: {error}")))?
        .ok_or(AppError::NotFound)?;
    let kind = HeaderValue::from_str(&file.content_type).map_err(AppError::internal)?;
    Ok(([(header::CONTENT_TYPE, kind)], file.bytes.into_owned()).into_response())
}

async fn relax(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, VIEWER_SECURITY);
    response
}

/// Adds what the table of rights knows.
struct FromRights;

impl Modify for FromRights {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme(DEVICE, SecurityScheme::Http(bearer));
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("hall_session")));
        components.add_security_scheme(SESSION, cookie);
        for right in RIGHTS.iter().filter(|right| right.on == On::Hall) {
            let item = document.paths.paths.get_mut(right.path);
            if let Some(operation) = item.and_then(|item| operation_mut(item, right)) {
                describe(operation, right);
            }
        }
    }
}

/// The operation of a right in the document's path.
fn operation_mut<'a>(item: &'a mut PathItem, right: &Right) -> Option<&'a mut Operation> {
    match right.method.as_str() {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn describe(operation: &mut Operation, right: &Right) {
    let told = operation.description.take().map(|told| format!("{told}\n\n")).unwrap_or_default();
    operation.description = Some(format!("{told}Who: {}.", right.who.words()));
    if let Who::Only(kinds, roles) = right.who {
        let devices = (!kinds.is_empty()).then_some(DEVICE);
        let staff = (!roles.is_empty()).then_some(SESSION);
        let proofs = devices.into_iter().chain(staff).map(|name| SecurityRequirement::new(name, [""; 0]));
        operation.security = Some(proofs.collect());
    }
    if right.kind == Kind::Command {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("1 to 64 characters, made with the intent; a repetition gives the same answer"))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
            .build();
        operation.parameters.get_or_insert_default().push(key.into());
    }
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let refusal = ResponseBuilder::new()
        .description("Why not: a problem with a stable code and texts in both languages")
        .content(hall_api::problem::PROBLEM_JSON, problem)
        .build();
    operation.responses.responses.insert("default".to_owned(), refusal.into());
}
