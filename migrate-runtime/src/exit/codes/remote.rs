//! A deployment of Convex isn't named in a way that can be understood, can't be asked, or refuses.

use super::{Code, code};
use crate::exit::Exit::{BadInput, Deployment, Usage};

pub(super) const CODES: &[Code] = &[
    code(
        "no-key",
        Usage,
        "A deployment of Convex is named, by `--url` or by the environment, and nothing opens it. To \
         go on with the embedded deployment would be to do something else than was meant, so nothing \
         was done. Set CONVEX_DEPLOY_KEY, or CONVEX_SELF_HOSTED_ADMIN_KEY for one that you host, or \
         name the file of the embedded one with `--embedded`.",
    ),
    code(
        "no-url",
        Usage,
        "There is a key, and nothing says where the deployment is that it opens. A deploy key doesn't \
         tell: set CONVEX_URL beside it, or CONVEX_SELF_HOSTED_URL for one that you host.",
    ),
    code(
        "not-a-url",
        Usage,
        "What names the deployment isn't the URL of one. It is https:// or http:// and a host, with \
         nothing before the host and nothing behind it: keys stand beside it, and the client puts \
         its own path there. The URL isn't repeated, because it may hold a key.",
    ),
    code(
        "key-of-another",
        Usage,
        "The URL is that of one deployment and the key opens another. Most often `.env.local` has the \
         URL of a development deployment, and the key in the environment is that of production. \
         Nothing was sent to either.",
    ),
    code(
        "key-of-no-deployment",
        Usage,
        "Preview and project keys open no deployment by themselves: the Convex CLI exchanges them for \
         the key of one. Make a deploy key of the deployment itself in the dashboard.",
    ),
    code(
        "two-deployments",
        Usage,
        "CONVEX_DEPLOYMENT and CONVEX_SELF_HOSTED_URL are both set, and name two deployments. The \
         Convex CLI refuses that as well. Unset the one that isn't meant.",
    ),
    code(
        "nameless-deployment",
        Usage,
        "Receipts and gates go by a deployment's name, and its key has none before `|`. Name it with \
         `--deployment NAME`; `prod` is what gates unless the schema says otherwise.",
    ),
    code(
        "nothing-to-push-to",
        Usage,
        "`--push` names a command that pushes to a deployment of Convex, and neither the flags nor the \
         environment name one. Nothing was done: whoever names the command would take the end of an \
         embedded run for that of the real one.",
    ),
    code(
        "env-file",
        BadInput,
        "A file that should hold the deployment's URL and key can't be read, or has a line that is \
         neither NAME=value nor a comment. The line isn't shown, because it may be a key.",
    ),
    code(
        "unreachable",
        Deployment,
        "Nobody answers at the deployment's URL. What is committed stays: once it can be reached, the \
         same command goes on from the last batch.",
    ),
    code(
        "not-convex",
        Deployment,
        "Somebody answers at the URL, and not as a deployment of Convex does: most often it is the \
         site's URL, or the dashboard's. Take the one that ends in .convex.cloud, unless you host it \
         yourself.",
    ),
    code(
        "key-refused",
        Deployment,
        "The deployment doesn't take the key: it was revoked, copied in part, or is that of another \
         deployment. Keys are made in the dashboard under Settings, URL & Deploy Key.",
    ),
    code(
        "key-forbidden",
        Deployment,
        "The key is one of the deployment and may not do what runs need: call internal queries and \
         mutations. Make one that may, in the dashboard under Settings, URL & Deploy Key.",
    ),
    code(
        "deployment-paused",
        Deployment,
        "Somebody has paused or disabled the deployment itself, so it runs no functions. Resume it in \
         the dashboard, then run the same command again: it goes on from the last batch.",
    ),
    code(
        "no-functions",
        Deployment,
        "The deployment lacks the internal functions through which it is driven. `generate` writes \
         them below convex/migrate_runtime, and `npx convex deploy` takes them there; `ship --push \
         'npx convex deploy'` does both.",
    ),
    code(
        "other-functions",
        Deployment,
        "The generated functions that are deployed are those of another release of this program, and \
         speak another protocol. Nothing was written. Deploy those of the release that is used here.",
    ),
    code(
        "deployment-busy",
        Deployment,
        "The deployment has refused calls for minutes because it had more to do than it may. What is \
         committed stays. Run the same command again when there is less to do, or with a smaller \
         `--batch`.",
    ),
    code(
        "push-failed",
        Deployment,
        "The command of `--push` has failed, for a reason that it has said itself above. A push is one \
         transaction, so nothing of the schema is live. Run the same command again once the reason is \
         gone.",
    ),
    code(
        "files-changed",
        Deployment,
        "Between the moment when the files of a push were put in place and its end, something else has \
         written to them: an editor that formats what it opens, a switch of branches, a script. Either \
         nothing was pushed, or the deployment didn't take what it should. The committed files were put \
         back. Keep others away from the generated files while a push is at work, then run the same \
         command again: it looks at what is deployed and goes on from there.",
    ),
    code(
        "large-index",
        Deployment,
        "The push would delete an index of many documents. The Convex CLI asks before it does, and \
         where nobody can be asked it refuses. The documents stay either way, but to make the index \
         again takes long. Agree with --skip-large-indexes-check in the command that pushes.",
    ),
    code(
        "unstaged-schema",
        Deployment,
        "The push would take away a staged validator, and with it what the deployment has checked in \
         the background. The Convex CLI asks before it does, and where nobody can be asked it refuses. \
         Push with --staged as before, or agree with --allow-unstaging-schema in the command that \
         pushes.",
    ),
    code(
        "first-push-refused",
        Deployment,
        "The deployment was used without these functions until now, and holds documents that the \
         committed schema doesn't accept. Nothing has changed. Deploy the oldest declared version that \
         accepts them, so that the deployment knows what it holds; then ship.",
    ),
    code(
        "bad-answer",
        Deployment,
        "A generated function has answered with something that it never answers: somebody has edited \
         it, or something else stands at its path. Write the functions anew with `generate`, and deploy \
         them.",
    ),
    code(
        "function-failed",
        Deployment,
        "A generated function has failed on the deployment for a reason that nobody has foreseen. What \
         is committed stays, and nothing is half done. The deployment's logs show the whole error.",
    ),
];
