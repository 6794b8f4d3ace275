// @title Asks a terminal for what only its other side, the console or a serial line has
// @every-commit
// @with include/probe.h
// @probe hang-up EPERM
// @probe console EPERM
// @probe exclusive EPERM
// @probe lock-settings EPERM
// @probe packets EPERM
// @probe other-side EPERM
// @probe unlock EPERM
// @probe signal EPERM
// @probe number EPERM
// @probe discipline EPERM
// @probe read-discipline EPERM
// @probe serial EPERM
// @probe rs485 EPERM
// @probe modem EPERM
// @probe keyboard-map EPERM
// @probe graphics EPERM
// @probe switch-console EPERM
// @probe high-bits EPERM
// @probe size-bits EPERM
// @probe settings EBADF uncontrolled: it is allowed, so it is refused for the descriptor alone
// @probe window EBADF uncontrolled: as above
//
// With a terminal in the sandbox these would reach its driver. They are refused by their number, before the kernel looks
// at the descriptor; so there need not be one, and the unprotected run does no harm.
#include "probe.h"

static void ask(const char *name, unsigned long request) { probe_call(name, SYS_ioctl, -1, (long)request, 0); }

int main(void) {
    ask("hang-up", 0x5437);          // TIOCVHANGUP
    ask("console", 0x541D);          // TIOCCONS
    ask("exclusive", 0x540C);        // TIOCEXCL
    ask("lock-settings", 0x5457);    // TIOCSLCKTRMIOS
    ask("packets", 0x5420);          // TIOCPKT
    ask("other-side", 0x5441);       // TIOCGPTPEER
    ask("unlock", 0x40045431);       // TIOCSPTLCK
    ask("signal", 0x40045436);       // TIOCSIG
    ask("number", 0x80045430);       // TIOCGPTN
    ask("discipline", 0x5423);       // TIOCSETD
    ask("read-discipline", 0x5424);  // TIOCGETD
    ask("serial", 0x541F);           // TIOCSSERIAL
    ask("rs485", 0x542F);            // TIOCSRS485
    ask("modem", 0x5418);            // TIOCMSET
    ask("keyboard-map", 0x4B47);     // KDSKBENT
    ask("graphics", 0x4B3A);         // KDSETMODE
    ask("switch-console", 0x5606);   // VT_ACTIVATE
    ask("high-bits", 0xdeadUL << 32 | 0x5423);
    ask("size-bits", 0xffff5423);
    ask("settings", 0x5401);  // TCGETS
    ask("window", 0x5413);    // TIOCGWINSZ
    return 0;
}
