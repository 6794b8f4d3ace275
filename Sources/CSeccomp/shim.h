// libseccomp: https://github.com/seccomp/libseccomp. What Swift cannot import is wrapped here.
#ifndef RUNLET_CSECCOMP_SHIM_H
#define RUNLET_CSECCOMP_SHIM_H

#include <seccomp.h>

// Function-like macros do not reach Swift.
static inline uint32_t cseccomp_act_errno(uint16_t code) { return SCMP_ACT_ERRNO(code); }

#endif
