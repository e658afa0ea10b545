//! Every order of the attributes guards: each block says whose tools are in its table.

use super::common::*;
use rmcp::model::{GetPromptResult, PromptMessage, Role};

fn tools(policies: &Policies) -> Vec<&str> {
    policies.tools().collect()
}

pub struct Above;

#[requires_auth]
#[tool_router]
impl Above {
    #[requires_auth(scopes("items:read"))]
    #[tool]
    async fn above(&self) -> String {
        String::new()
    }

    #[tool]
    #[requires_auth(scopes(READ))]
    async fn below(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[rmcp::tool(name = "re-named")]
    fn not_async(&self, Parameters(item): Parameters<Item>) -> String {
        item.id.to_string()
    }

    #[tool]
    async fn r#move(&self) {}

    #[tool]
    async fn without_a_receiver(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[tool]
    async fn with_a_lifetime<'a>(&'a self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[tool]
    #[requires_auth(only = |who| who.subject() == "ada")]
    async fn only(&self) -> String {
        String::new()
    }

    #[tool]
    #[requires_auth(check = item.0.id == 7)]
    async fn check(&self, item: Parameters<Item>) -> Result<String, ErrorData> {
        Ok(item.0.id.to_string())
    }

    #[tool]
    #[requires_auth(optional)]
    async fn optional(&self, #[identity] who: Option<Identity>) -> String {
        who.map(|who| who.subject().to_owned()).unwrap_or_default()
    }

    #[requires_auth::public]
    #[tool]
    async fn public_above(&self) -> String {
        String::new()
    }

    #[tool]
    #[requires_auth::public]
    async fn public_below(&self) -> String {
        String::new()
    }

    /// No tool, so not guarded, and callable.
    fn helper(&self) -> u32 {
        1
    }
}

/// rmcp's attribute has run already; the tools have not.
pub struct Below;

#[tool_router(router = below_router)]
#[requires_auth]
impl Below {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

/// Two routers, one of them without a word of `router`.
pub struct Two;

#[requires_auth(identity = User)]
#[tool_router(router = admin_router, vis = "pub(crate)")]
impl Two {
    #[tool]
    async fn wipe(&self, #[identity] who: User) -> String {
        who.id
    }
}

#[requires_auth]
#[tool_router(router = plain)]
impl Two {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[requires_auth]
#[tool_handler(router = (Self::admin_router() + Self::plain()))]
impl ServerHandler for Two {}

/// rmcp alone would need the parentheses.
pub struct WithoutParentheses;

#[requires_auth]
#[tool_router(router = admin_router)]
impl WithoutParentheses {
    #[tool]
    async fn wipe(&self) -> String {
        String::new()
    }
}

#[requires_auth]
#[tool_router]
impl WithoutParentheses {
    #[tool]
    async fn items(&self) -> String {
        String::new()
    }
}

#[requires_auth]
#[tool_handler(name = "two", router = Self::admin_router() + Self::tool_router())]
impl ServerHandler for WithoutParentheses {}

/// A tool under a condition, in a block of its own: `#[tool_router]` names each tool of a block, also one that is not compiled.
pub struct Conditional;

#[requires_auth]
#[tool_router]
impl Conditional {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    fn all() -> (rmcp::handler::server::router::tool::ToolRouter<Self>, Policies) {
        let (router, policies) = (Self::tool_router(), Self::tool_policies());
        #[cfg(any())]
        let (router, policies) = (router + Self::missing_router(), policies.and(Self::missing_policies()));
        #[cfg(test)]
        let (router, policies) = (router + Self::present_router(), policies.and(Self::present_policies()));
        (router, policies)
    }
}

#[cfg(any())]
#[requires_auth]
#[tool_router(router = missing_router)]
impl Conditional {
    #[tool]
    async fn missing(&self) -> String {
        String::new()
    }
}

#[cfg(test)]
#[requires_auth]
#[tool_router(router = present_router)]
impl Conditional {
    #[tool]
    #[requires_auth(scopes("items:read"))]
    async fn present(&self) -> String {
        String::new()
    }

    // A condition that holds is no mistake on the tool itself.
    #[cfg(test)]
    #[tool]
    async fn here(&self) -> String {
        String::new()
    }
}

#[requires_auth]
#[tool_handler(router = Self::all().0)]
impl ServerHandler for Conditional {}

/// One block for all.
pub struct WithHandler;

#[requires_auth]
#[tool_router(server_handler)]
impl WithHandler {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

/// The same in a longer form.
pub struct WithHandlerToo;

#[requires_auth]
#[tool_router(server_handler = true)]
impl WithHandlerToo {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

/// A `for` that belongs to no trait.
#[derive(Clone)]
pub struct Formatting<F>(F);

#[requires_auth]
#[tool_router]
impl<F: for<'a> Fn(&'a str) -> String + Clone + Send + Sync + 'static> Formatting<F> {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        (self.0)(who.subject())
    }
}

#[requires_auth]
#[tool_handler]
impl<F> ServerHandler for Formatting<F> where F: for<'a> Fn(&'a str) -> String + Clone + Send + Sync + 'static {}

#[derive(Clone)]
pub struct Generic<T>(T);

#[requires_auth]
#[tool_router]
impl<T: Clone + Send + Sync + 'static> Generic<T> {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[requires_auth]
#[tool_handler(name = "generic", router = Self::tool_router())]
impl<T: Clone + Send + Sync + 'static> ServerHandler for Generic<T> {}

pub struct Prompts;

#[requires_auth]
#[prompt_router]
impl Prompts {
    #[prompt(name = "greet-me")]
    #[requires_auth(scopes("greet"))]
    async fn greet(&self, #[identity] who: Identity) -> Result<GetPromptResult, ErrorData> {
        Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, who.subject())]))
    }
}

#[prompt_handler]
impl ServerHandler for Prompts {}

macro_rules! shop {
    ($name:ident, $tool:ident, $scope:literal) => {
        pub struct $name;

        #[requires_auth]
        #[tool_router]
        impl $name {
            #[tool]
            #[requires_auth(scopes($scope))]
            async fn $tool(&self, #[identity] who: Identity) -> String {
                who.subject().to_owned()
            }
        }
    };
}
shop!(Made, made, "made");

/// A server whose methods are written by hand.
pub struct ByHand;

#[requires_auth]
#[tool_router]
impl ByHand {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[tool_handler]
impl ServerHandler for ByHand {
    async fn list_tools(
        &self,
        _: Option<rmcp::model::PaginatedRequestParams>,
        context: rmcp::service::RequestContext<rmcp::RoleServer>,
    ) -> Result<rmcp::model::ListToolsResult, ErrorData> {
        let tools = requires_auth::rmcp::visible_tools(Self::tool_router().list_all(), &context)?;
        Ok(rmcp::model::ListToolsResult::with_all_items(tools))
    }

    async fn read_resource(
        &self,
        _: rmcp::model::ReadResourceRequestParams,
        context: rmcp::service::RequestContext<rmcp::RoleServer>,
    ) -> Result<rmcp::model::ReadResourceResponse, ErrorData> {
        let _: Identity = requires_auth::rmcp::identity(&context)?;
        Err(ErrorData::invalid_request("no resources", None))
    }
}

#[test]
fn the_tables_have_every_guarded_tool() {
    let of = Above::tool_policies();
    let above = ["above", "below", "re-named", "r#move", "without_a_receiver", "with_a_lifetime", "only", "check", "optional"];
    assert_eq!(tools(&of), above);
    assert_eq!(Above.helper(), 1);
    // The name of a router that has been made already is not seen.
    assert_eq!(tools(&Below::tool_policies()), ["items"]);
    assert_eq!(Below::below_router().list_all().len(), 1);
    assert_eq!(tools(&Two::admin_policies().and(Two::plain_policies())), ["wipe", "items"]);
    assert!(["wipe", "items"].iter().all(|name| WithoutParentheses.get_tool(name).is_some()), "both routers are asked");
    let (router, policies) = Conditional::all();
    assert_eq!((tools(&policies), router.list_all().len()), (vec!["items", "present", "here"], 3));
    assert_eq!(tools(&WithHandler::tool_policies()), ["items"]);
    assert_eq!(tools(&WithHandlerToo::tool_policies()), ["items"]);
    assert_eq!(tools(&Formatting::<fn(&str) -> String>::tool_policies()), ["items"]);
    assert_eq!(tools(&Generic::<u8>::tool_policies()), ["items"]);
    assert_eq!(tools(&Made::tool_policies()), ["made"]);
    assert_eq!(tools(&ByHand::tool_policies()), ["items"]);
    let prompts = Prompts::prompt_policies();
    assert_eq!((prompts.prompts().collect::<Vec<_>>(), prompts.tools().count()), (vec!["greet-me"], 0));
    assert_eq!(Prompts::prompt_router().list_all().len(), 1);
    let is_handler = |_: &dyn std::any::Any| ();
    is_handler(&(Two, Conditional, WithHandler, WithHandlerToo, MadeWithHandler, Generic(1), ByHand));
}

macro_rules! with_handler {
    ($name:ident, $handler:meta) => {
        pub struct $name;

        #[requires_auth]
        #[tool_router($handler)]
        impl $name {
            #[tool]
            async fn items(&self, #[identity] who: Identity) -> String {
                who.subject().to_owned()
            }
        }
    };
}
with_handler!(MadeWithHandler, server_handler);
