//! Which deployment a command is about: an embedded one, or one of Convex with its key.
//!
//! Flags come before the environment, and there a deploy key before a self-hosted deployment, as in
//! the Convex CLI. A deployment that is named without its key is refused: to go on with the embedded
//! one would be to do something else than was meant, and to call it done.

use url::Url;

use super::args::Common;
use super::environment::{Environment, Found};
use crate::deployment::{DeployKey, DeploymentName, KeyKind};
use crate::exit::{Exit, Failure};
use crate::store::convex::Access;

const DEPLOY_KEY: &str = "CONVEX_DEPLOY_KEY";
/// What the deploy key may be called, too.
const DEPLOYMENT_TOKEN: &str = "CONVEX_DEPLOYMENT_TOKEN";
const URL: &str = "CONVEX_URL";
const DEPLOYMENT: &str = "CONVEX_DEPLOYMENT";
const SELF_HOSTED_URL: &str = "CONVEX_SELF_HOSTED_URL";
const SELF_HOSTED_KEY: &str = "CONVEX_SELF_HOSTED_ADMIN_KEY";

/// Those that hold a key.
pub(crate) const KEYS: [&str; 3] = [DEPLOY_KEY, DEPLOYMENT_TOKEN, SELF_HOSTED_KEY];

/// Convex's own domain, where the first label of a host is the deployment's name.
const CLOUD: &str = ".convex.cloud";

/// Which deployment a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// The file of an embedded deployment.
    Embedded,
    /// A Convex deployment.
    Convex(Address),
}

/// Where a Convex deployment is, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) access: Access,
    /// What the deployment is called by Convex, as far as its key tells.
    pub(crate) instance: Option<String>,
    /// Whether its key is that of a production deployment.
    pub(crate) is_production: bool,
}

impl Address {
    /// What makes the Convex CLI push to this deployment, whatever its own environment and
    /// `.env.local` say: an empty value hides one that a file has.
    pub(crate) fn environment(&self) -> [(&'static str, &str); 5] {
        let key = self.access.key.reveal();
        let (hosted, url, own) = if self.access.key.is_hosted() {
            (key, "", "")
        } else {
            ("", self.access.url.as_str(), key)
        };
        [
            (DEPLOY_KEY, hosted),
            (DEPLOYMENT_TOKEN, ""),
            (DEPLOYMENT, ""),
            (SELF_HOSTED_URL, url),
            (SELF_HOSTED_KEY, own),
        ]
    }

    /// How it is told from others behind what it is called: `, happy-otter-123 at
    /// https://happy-otter-123.convex.cloud`, without a name that says nothing more.
    pub(crate) fn shown(&self, called: &DeploymentName) -> String {
        let url = self.access.url.as_str().trim_end_matches('/');
        match &self.instance {
            Some(name) if name != called.as_str() => format!(", {name} at {url}"),
            _ => format!(" at {url}"),
        }
    }

    /// What the deployment is called in receipts and gates unless the command line says otherwise:
    /// the gate `prod` for a project's production deployment, else its own name.
    pub(crate) fn name(&self) -> Result<DeploymentName, Failure> {
        let name = if self.is_production { Some("prod") } else { self.instance.as_deref() };
        name.and_then(|name| name.parse().ok()).ok_or_else(|| {
            let what = format!("nothing says what the deployment at {} is called", self.access.url);
            Failure::new(Exit::Usage, "nameless-deployment", what)
                .say("its key has no name before `|`; receipts and gates need one:")
                .type_next("--deployment prod")
        })
    }
}

impl Destination {
    /// Whether it is production, whatever it is called.
    pub(crate) fn is_production(&self) -> bool {
        matches!(self, Self::Convex(Address { is_production: true, .. }))
    }

    /// What the flags and the environment mean together.
    pub(crate) fn of(common: &Common, environment: &Environment) -> Result<Self, Failure> {
        if common.embedded.is_some() {
            return Ok(Self::Embedded);
        }
        let given = common.admin_key.as_ref().map(DeployKey::reveal);
        if let Some(url) = &common.url {
            // What is no URL isn't repeated: it may hold a key.
            parsed(url.reveal(), "--url")?;
            let key = given.map(ToOwned::to_owned).or_else(|| any_key(environment));
            let Some(key) = key else { return Err(no_key(&format!("--url {url}"))) };
            return convex(url.reveal(), &key, "--url");
        }
        if given.is_some() {
            return Err(Failure::new(
                Exit::Usage,
                "no-url",
                "--admin-key opens a deployment that --url doesn't name",
            )
            .say("name it, too: --url https://NAME.convex.cloud"));
        }
        let key = environment.get(DEPLOY_KEY).or_else(|| environment.get(DEPLOYMENT_TOKEN));
        if let Some(key) = key {
            return hosted(&key, environment.get(URL).as_ref());
        }
        match (environment.get(SELF_HOSTED_URL), environment.get(SELF_HOSTED_KEY)) {
            (Some(url), Some(key)) => {
                if let Some(other) = environment.get(DEPLOYMENT) {
                    return Err(two_deployments(&other));
                }
                convex(url.value, key.value, SELF_HOSTED_URL)
            }
            (Some(url), None) => Err(no_key(&format!("{SELF_HOSTED_URL}{}", url.place()))),
            (None, Some(key)) => {
                let what = format!(
                    "{SELF_HOSTED_KEY}{} opens a deployment that {SELF_HOSTED_URL} doesn't name",
                    key.place()
                );
                Err(Failure::new(Exit::Usage, "no-url", what)
                    .say("name it, too:")
                    .type_next(format!("export {SELF_HOSTED_URL}=http://127.0.0.1:3210")))
            }
            (None, None) => unnamed(environment),
        }
    }
}

/// Without a key: the embedded deployment, unless a Convex deployment is named.
fn unnamed(environment: &Environment) -> Result<Destination, Failure> {
    match [DEPLOYMENT, URL].into_iter().find_map(|name| Some((name, environment.get(name)?))) {
        Some((name, found)) => Err(no_key(&format!("{name}{}", found.place()))),
        None => Ok(Destination::Embedded),
    }
}

fn any_key(environment: &Environment) -> Option<String> {
    KEYS.into_iter().find_map(|name| environment.get(name)).map(|key| key.value.to_owned())
}

/// A deployment of Convex's own cloud: its key says which, and `CONVEX_URL` where that is.
fn hosted(key: &Found<'_>, url: Option<&Found<'_>>) -> Result<Destination, Failure> {
    if let Some(url) = url {
        return convex(url.value, key.value, &format!("{URL}{}", url.place()));
    }
    let name = match DeployKey::new(key.value).kind() {
        KeyKind::Deployment { name, .. } => name,
        KeyKind::Preview | KeyKind::Project => return Err(exchanged()),
    };
    let name = name.as_deref().unwrap_or("NAME");
    let what = format!(
        "{DEPLOY_KEY}{} opens a deployment, and {URL} doesn't say where it is",
        key.place()
    );
    Err(Failure::new(Exit::Usage, "no-url", what)
        .say("the dashboard shows the URL under Settings; most often it is:")
        .type_next(format!("export {URL}=https://{name}{CLOUD}")))
}

fn convex(url: &str, key: &str, source: &str) -> Result<Destination, Failure> {
    let url = parsed(url, source)?;
    let key = DeployKey::new(key);
    let KeyKind::Deployment { name: instance, is_production } = key.kind() else {
        return Err(exchanged());
    };
    let host = url.host_str().unwrap_or_default();
    let hosted = host.strip_suffix(CLOUD).and_then(|labels| labels.split('.').next());
    if let (Some(hosted), Some(instance)) = (hosted, &instance)
        && hosted != instance
    {
        let what = format!("{source} names `{hosted}`, and the key opens `{instance}`");
        return Err(Failure::new(Exit::Usage, "key-of-another", what)
            .say(format!(
                "nothing was sent; set {URL} and {DEPLOY_KEY} of the same deployment, most often:"
            ))
            .type_next(format!("export {URL}=https://{instance}{CLOUD}")));
    }
    let access = Access { url, key };
    Ok(Destination::Convex(Address { access, instance, is_production }))
}

/// Only `http` and `https`, and no path: the client puts its own in the place of any.
fn parsed(text: &str, source: &str) -> Result<Url, Failure> {
    let refused = |why: &str| {
        Failure::new(
            Exit::Usage,
            "not-a-url",
            format!("{source} isn't the URL of a deployment: {why}"),
        )
        .say("name it in full, like https://happy-otter-123.convex.cloud or http://127.0.0.1:3210")
    };
    let url: Url = text.parse().map_err(|error: url::ParseError| refused(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refused("it begins with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it may hold no user or password; keys stand beside it"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("there is nothing behind its host"));
    }
    Ok(url)
}

fn no_key(named: &str) -> Failure {
    let what = format!("{named} names a Convex deployment, and there is no key that opens it");
    Failure::new(Exit::Usage, "no-key", what)
        .say("make a deploy key in the dashboard (Settings, URL & Deploy Key) and set it:")
        .type_next(format!("export {DEPLOY_KEY}='prod:NAME|...'"))
        .say("for a self-hosted deployment set CONVEX_SELF_HOSTED_URL and CONVEX_SELF_HOSTED_ADMIN_KEY; \
              for the embedded one name its file:")
        .type_next("--embedded .migrate/local.sqlite")
}

fn two_deployments(other: &Found<'_>) -> Failure {
    let what = format!(
        "{DEPLOYMENT}{} and {SELF_HOSTED_URL} name two deployments, and which is meant can't be told",
        other.place()
    );
    Failure::new(Exit::Usage, "two-deployments", what)
        .say("the Convex CLI refuses that as well; take one out:")
        .type_next(format!("unset {DEPLOYMENT}"))
}

/// Keys that only the Convex CLI can exchange for one that opens a deployment.
fn exchanged() -> Failure {
    let what = "the key opens no deployment by itself: it is a preview or project key";
    Failure::new(Exit::Usage, "key-of-no-deployment", what)
        .say("make a deploy key of the deployment itself in the dashboard (Settings, URL & Deploy Key), and set it:")
        .type_next(format!("export {DEPLOY_KEY}='prod:NAME|...'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::Typed;

    const HOSTED: (&str, &str) = (URL, "https://happy-otter-123.convex.cloud");
    const KEY: (&str, &str) = (DEPLOY_KEY, "prod:happy-otter-123|c0ffee");
    const OWN_URL: (&str, &str) = (SELF_HOSTED_URL, "http://127.0.0.1:3210");
    const OWN_KEY: (&str, &str) = (SELF_HOSTED_KEY, "convex-self-hosted|01c0ffee");

    fn common(url: Option<&str>, key: Option<&str>) -> Common {
        Common {
            url: url.map(Typed::from),
            admin_key: key.map(DeployKey::new),
            ..Common::default()
        }
    }

    fn address(common: &Common, environment: &Environment) -> Address {
        match Destination::of(common, environment).unwrap() {
            Destination::Convex(address) => address,
            Destination::Embedded => panic!("embedded"),
        }
    }

    fn code(common: &Common, environment: &Environment) -> &'static str {
        let failure = Destination::of(common, environment).unwrap_err();
        assert!(!format!("{failure:?}").contains("c0ffee"), "{failure:?}");
        failure.code
    }

    #[test]
    fn nothing_said_is_the_embedded_deployment() {
        let nowhere = Destination::of(&Common::default(), &Environment::default()).unwrap();
        assert_eq!(nowhere, Destination::Embedded);
    }

    #[test]
    fn a_named_file_is_embedded_whatever_the_environment_says() {
        let common = Common { embedded: Some("a.sqlite".into()), ..Common::default() };
        let environment = Environment::from([HOSTED, KEY]);
        assert_eq!(Destination::of(&common, &environment).unwrap(), Destination::Embedded);
    }

    #[test]
    fn flags_come_before_a_deploy_key_and_that_before_a_self_hosted_deployment() {
        let all = Environment::from([HOSTED, KEY, OWN_URL, OWN_KEY]);
        let given = common(Some("http://127.0.0.1:1"), Some("own|c0ffee"));
        assert_eq!(address(&given, &all).access.url.port(), Some(1));
        let hosted = address(&Common::default(), &all);
        assert_eq!(hosted.access.url.host_str(), Some("happy-otter-123.convex.cloud"));
        assert!(hosted.is_production);
        assert_eq!(hosted.name().unwrap().as_str(), "prod");
        let own = address(&Common::default(), &Environment::from([OWN_URL, OWN_KEY]));
        assert_eq!(own.name().unwrap().as_str(), "convex-self-hosted");
        assert!(!own.is_production);
    }

    #[test]
    fn a_url_takes_its_key_from_the_environment() {
        let given = common(Some("http://127.0.0.1:1"), None);
        let own = address(&given, &Environment::from([OWN_KEY]));
        assert_eq!(own.instance.as_deref(), Some("convex-self-hosted"));
    }

    #[test]
    fn a_deployment_without_its_key_is_not_taken_for_the_embedded_one() {
        let none = Common::default();
        assert_eq!(code(&none, &Environment::from([HOSTED])), "no-key");
        assert_eq!(code(&none, &Environment::from([(DEPLOYMENT, "dev:calm-cat-7")])), "no-key");
        assert_eq!(code(&none, &Environment::from([OWN_URL])), "no-key");
        assert_eq!(
            code(&common(Some("http://127.0.0.1:1"), None), &Environment::default()),
            "no-key"
        );
    }

    #[test]
    fn a_key_without_its_deployment_is_refused() {
        let none = Common::default();
        assert_eq!(code(&none, &Environment::from([KEY])), "no-url");
        assert_eq!(code(&none, &Environment::from([OWN_KEY])), "no-url");
        assert_eq!(code(&common(None, Some("own|c0ffee")), &Environment::default()), "no-url");
    }

    #[test]
    fn a_command_that_pushes_is_told_which_deployment_and_no_other() {
        let own = address(&Common::default(), &Environment::from([OWN_URL, OWN_KEY]));
        assert_eq!(
            own.environment(),
            [
                (DEPLOY_KEY, ""),
                (DEPLOYMENT_TOKEN, ""),
                (DEPLOYMENT, ""),
                (SELF_HOSTED_URL, "http://127.0.0.1:3210/"),
                (SELF_HOSTED_KEY, "convex-self-hosted|01c0ffee"),
            ]
        );
        let hosted = address(&Common::default(), &Environment::from([HOSTED, KEY]));
        assert_eq!(hosted.environment()[0], (DEPLOY_KEY, "prod:happy-otter-123|c0ffee"));
        assert!(hosted.environment()[1..].iter().all(|(_, value)| value.is_empty()));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let none = Common::default();
        let other = (URL, "https://calm-cat-7.convex.cloud");
        assert_eq!(code(&none, &Environment::from([other, KEY])), "key-of-another");
        let preview = (DEPLOY_KEY, "preview:team:project|c0ffee");
        assert_eq!(code(&none, &Environment::from([preview])), "key-of-no-deployment");
        assert_eq!(code(&none, &Environment::from([HOSTED, preview])), "key-of-no-deployment");
        let both = Environment::from([OWN_URL, OWN_KEY, (DEPLOYMENT, "dev:calm-cat-7")]);
        assert_eq!(code(&none, &both), "two-deployments");
        for url in [
            "happy-otter-123",
            "ftp://a",
            "http://a/b",
            "http://u:c0ffee@a",
            "http://c0ffee@a",
            "http://a?c0ffee",
            "http://a#c0ffee",
            "http://a/c0ffee",
            "http://",
        ] {
            assert_eq!(
                code(&common(Some(url), Some("own|c0ffee")), &Environment::default()),
                "not-a-url",
                "{url}"
            );
        }
    }
}
