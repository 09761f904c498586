//! Keys and what a server is given to know who may ask, from the command line.

use std::os::unix::fs::PermissionsExt;

use super::{Place, Server, process::read};

fn mode(place: &Place, name: &str) -> u32 {
    std::fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_key_lives_from_its_making_to_its_end() {
    let local = Place::new();
    let server = Server::start(&local);
    let place = Place::at(&server.url);
    let create = ["key", "create", "ci", "--scope", "read,import", "--expires", "30d"];
    let (code, made) = place.json(&create);
    assert_eq!((code, &made["scopes"]), (0, &serde_json::json!(["read", "import"])), "{made}");
    let key = made["key"].as_str().unwrap().to_owned();
    assert!(made["expiresAt"].is_string() && made["keyId"].is_string(), "{made}");
    let clients = Place::new().with("DSE_SERVER", &server.url).with("OA_DSE_ADMIN_SECRET", &key);
    clients.dse(&["signature", "list"]).expect(0);
    let refused = clients.dse(&["rollback", "@openagents/autopilot/blueprint/SelectTool.v1"]);
    let refused = refused.expect(4);
    assert!(refused.stderr.contains("lacks the scope `rollout`"), "{refused:#?}");
    clients.dse(&["key", "list"]).expect(4);

    let again = place.dse(&create).expect(1);
    assert!(again.stderr.contains("dse key rotate"), "{again:#?}");
    let listed = place.dse(&["key", "list"]).expect(0);
    assert!(listed.stdout.contains("read, import"), "{listed:#?}");
    assert!(!listed.stdout.contains(&key) && !listed.stdout.contains(&key[21..]));
    let rotated = place.dse(&["key", "rotate", "ci", "--overlap", "1h"]).expect(0);
    let next = rotated.stdout.trim().to_owned();
    assert!(next.starts_with("dse_") && next != key, "{rotated:#?}");
    clients.dse(&["signature", "list"]).expect(0);
    let revoked = place.dse(&["key", "revoke", "ci"]).expect(0);
    assert_eq!(revoked.stdout.lines().count(), 2, "{revoked:#?}");
    clients.dse(&["signature", "list"]).expect(4);
    place.dse(&["key", "revoke", "ci"]).expect(2);
    place.dse(&["key", "create", "x"]).expect(2);
    place.dse(&["key", "create", "x", "--scope", "everything"]).expect(2);
    place.dse(&["history", "verify"]).expect(0);
}

#[test]
fn the_embedded_server_makes_keys_of_the_workspaces_database() {
    let place = Place::new();
    place.dse(&["key", "create", "app", "--scope", "predict"]).expect(0);
    let (_, listed) = place.json(&["key", "list"]);
    assert_eq!(listed["keys"][0]["name"], "app");
    assert_eq!(listed["changes"][0]["actorUserId"], "user_dse_admin");
}

#[test]
fn a_bootstrap_is_private_and_rotates_without_a_gap() {
    for algorithm in ["ed25519", "rs256"] {
        let place = Place::new();
        let make = ["secret", "bootstrap", "--env-file", "env", "--algorithm", algorithm];
        let made = place.dse(&make).expect(0);
        assert_eq!(mode(&place, "env"), 0o600);
        let first = variables(&place);
        assert_eq!(first.len(), 2, "{made:#?}");
        assert!(!made.stdout.contains(&first[0].1) && !made.stderr.contains(&first[0].1));
        place.dse(&make).expect(2);
        place.dse(&[&make[..], &["--rotate"]].concat()).expect(0);
        assert_eq!(mode(&place, "env"), 0o600);
        let second = variables(&place);
        assert_eq!(second[2].1, first[0].1, "the secret of before");
        assert!(second[3].0 == "OA_E2E_JWT_PREVIOUS_JWK" && !second[3].1.contains("\"d\""));

        let mut local = Place::new();
        for (name, value) in &second {
            local = local.with(name, value);
        }
        let server = Server::start_as(&local);
        for secret in [&first[0].1, &second[0].1] {
            let client =
                Place::new().with("DSE_SERVER", &server.url).with("OA_DSE_ADMIN_SECRET", secret);
            client.dse(&["signature", "list"]).expect(0);
        }
    }
    let printed = Place::new().dse(&["secret", "bootstrap"]).expect(0);
    assert_eq!(printed.stdout.lines().count(), 2, "{printed:#?}");
}

fn variables(place: &Place) -> Vec<(String, String)> {
    let text = read(&place.path("env"));
    let parts = text.lines().map(|line| line.split_once('=').unwrap());
    parts.map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned())).collect()
}

#[test]
fn what_is_no_jwk_is_no_start() {
    let place = Place::new()
        .with("OA_DSE_ADMIN_SECRET", "a-secret-for-tests")
        .with("OA_E2E_JWT_PRIVATE_JWK", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}");
    let refused = place.dse(&["serve", "--addr", "127.0.0.1:0"]).expect(2);
    assert!(refused.stderr.contains("OA_E2E_JWT_PRIVATE_JWK"), "{refused:#?}");
    assert!(!refused.stderr.contains("c2VjcmV0"), "{refused:#?}");
}

#[test]
fn a_short_secret_stays_on_this_machine() {
    let short = Place::new().with("OA_DSE_ADMIN_SECRET", "fifteen-letters");
    let refused = short.dse(&["serve", "--addr", "0.0.0.0:0"]).expect(2);
    assert!(refused.stderr.contains("fewer than 16 characters"), "{refused:#?}");
}

#[test]
fn a_secret_goes_to_no_other_machine_in_clear_text() {
    // No such name exists, by RFC 6761.
    let url = "http://dse.invalid:9";
    let place = || Place::at(url).with("DSE_SERVER_RETRIES", "0").with("DSE_SERVER_TIMEOUT", "0.2");
    let refused = place().dse(&["ops", "list"]).expect(2);
    assert!(refused.stderr.contains("in clear text"), "{refused:#?}");
    assert!(refused.stderr.contains("--allow-http"), "{refused:#?}");
    place().dse(&["ops", "list", "--allow-http"]).expect(3);
    let told = place().with("DSE_SERVER_ALLOW_HTTP", "1");
    told.dse(&["ops", "list"]).expect(3);
    // A repository does not say so.
    let repository = place();
    repository.write("dse.toml", "[server]\nallow_http = true\n");
    let refused = repository.dse(&["ops", "list"]).expect(2);
    assert!(refused.stderr.contains("not for a workspace's file"), "{refused:#?}");
}

#[test]
fn a_token_file_that_others_can_read_is_told() {
    let place = Place::new();
    place.write("token", "a-secret");
    let list = ["secret", "list", "--token-file", "token"];
    for (mode, told) in [(0o644, true), (0o640, true), (0o600, false)] {
        std::fs::set_permissions(place.path("token"), PermissionsExt::from_mode(mode)).unwrap();
        let said = place.dse(&list).expect(0).stderr;
        assert_eq!(said.contains("chmod 600"), told, "{mode:o}: {said}");
    }
}
