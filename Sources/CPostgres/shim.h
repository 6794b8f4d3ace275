// libpq: https://www.postgresql.org/docs/15/libpq.html.
#ifndef RUNLET_CPOSTGRES_SHIM_H
#define RUNLET_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
