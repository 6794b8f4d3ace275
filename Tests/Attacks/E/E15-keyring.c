// @title Leaves keys in keyrings, looks for those of others, and has the host start a key helper
// @with include/probe.h
// @probe add-key EPERM|ENOSYS
// @probe add-keyring EPERM|ENOSYS
// @probe keyctl-session EPERM|ENOSYS
// @probe keyctl-join EPERM|ENOSYS
// @probe keyctl-search EPERM|ENOSYS
// @probe keyctl-persistent EPERM|ENOSYS
// @probe request-key EPERM|ENOSYS
// @probe user-session-keyring EPERM|ENOSYS uncontrolled: the unprotected run leaves the host's keyrings alone
// @probe listed ENOENT|EACCES
//
// Keyrings belong to a user id, not to a run: what one leaves in it the next one with that id could find. request_key can
// make the kernel start a program of the host's as root.
#include "probe.h"

#define PROCESS_KEYRING (-2)
#define SESSION_KEYRING (-3)
#define USER_SESSION_KEYRING (-5)

int main(void) {
    probe_call("add-key", SYS_add_key, PTR("user"), PTR("runlet-attack"), PTR("x"), 1, PROCESS_KEYRING);
    probe_call("add-keyring", SYS_add_key, PTR("keyring"), PTR("runlet-attack"), 0, 0, PROCESS_KEYRING);
    if (unprotected()) {
        verdict("user-session-keyring", "SKIPPED");
    } else {
        probe_call("user-session-keyring", SYS_add_key, PTR("user"), PTR("canary"), PTR("x"), 1, USER_SESSION_KEYRING);
    }
    probe_call("keyctl-session", SYS_keyctl, 0 /* GET_KEYRING_ID */, SESSION_KEYRING, 0);
    probe_call("keyctl-join", SYS_keyctl, 1 /* JOIN_SESSION_KEYRING */, PTR("runlet-attack"));
    probe_call("keyctl-search", SYS_keyctl, 10 /* SEARCH */, PROCESS_KEYRING, PTR("user"), PTR("runlet-attack"), 0);
    probe_call("keyctl-persistent", SYS_keyctl, 22 /* GET_PERSISTENT */, -1, PROCESS_KEYRING);
    // Without call-out information nothing is started.
    probe_call("request-key", SYS_request_key, PTR("user"), PTR("runlet-attack-none"), 0, PROCESS_KEYRING);
    probe("listed", open("/proc/keys", O_RDONLY));
    return 0;
}
