// librabbitmq (rabbitmq-c): https://github.com/alanxz/rabbitmq-c. What Swift cannot import is wrapped here.
#ifndef RUNLET_CRABBITMQ_SHIM_H
#define RUNLET_CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// amqp_login is variadic. The server tells us of consumers that it ends (a queue was deleted) only where we ask for it.
static inline amqp_rpc_reply_t crmq_login(amqp_connection_state_t connection, char const *vhost, int frame_max,
                                          int heartbeat, char const *user, char const *password) {
    amqp_table_entry_t notify = {.key = amqp_cstring_bytes("consumer_cancel_notify"),
                                 .value = {.kind = AMQP_FIELD_KIND_BOOLEAN, .value = {.boolean = 1}}};
    amqp_table_entry_t capabilities = {.key = amqp_cstring_bytes("capabilities"),
                                       .value = {.kind = AMQP_FIELD_KIND_TABLE,
                                                 .value = {.table = {.num_entries = 1, .entries = &notify}}}};
    amqp_table_t properties = {.num_entries = 1, .entries = &capabilities};
    return amqp_login_with_properties(connection, vhost, AMQP_DEFAULT_MAX_CHANNELS, frame_max, heartbeat, &properties,
                                      AMQP_SASL_METHOD_PLAIN, user, password);
}

// prctl is variadic. Names the calling thread, in at most 15 bytes.
static inline void crmq_name_thread(char const *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

#endif
