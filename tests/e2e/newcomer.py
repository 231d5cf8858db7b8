#!/usr/bin/python3
"""newcomer.py: from nothing to the first suggestion accepted in the browser, with the time it takes.

SPDX-License-Identifier: GPL-3.0-or-later

What a machine can measure of it: the answers are typed at once. The rest is reading and thinking.
"""
import os
import subprocess
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mailserver"),
                os.path.dirname(os.path.abspath(__file__))]

import page
import tap
from house import MX, PROGRAM, US, House


def main():
    house, t, server = House(), tap, None
    try:
        house.set_clock(page.NOW)
        dir = house.dir + "/new"
        os.mkdir(dir)
        house.conf, house.ledger = dir + "/relance.conf", dir + "/relance.db"
        client, number = page.CLIENTS[0], page.INVOICES[0][0]
        began = time.time()
        answers = ["Menuiserie Kervadec", US, "localhost", "", "echo test", "", MX, "FR", "fr"]
        r = subprocess.run([PROGRAM, "--config", house.conf, "init", "--imap-port", house.env["IMAPS_PORT"], "--smtp-port",
                            house.env["SMTP_PORT"], "--ca-file", house.env["CA_FILE"], "--no-login"],
                           input="\n".join(answers) + "\n", text=True, capture_output=True, env=house.environment())
        t.check(r.returncode == 0 and "Next:" in r.stdout, "init writes a configuration and says what is next", r.stderr)
        with open(dir + "/clients.csv", "w") as f:
            f.write(f"client_id,name,emails\n{client[0]},{client[1]},{client[3]}\n")
        with open(dir + "/invoices.csv", "w") as f:
            f.write(f"number,client_id,issue_date,due_date,total,currency\n{number},{client[0]},2026-07-01,2026-07-31,99.00,EUR\n")
        house.relance("import", dir + "/clients.csv", dir + "/invoices.csv")
        house.deliver((f"From: {client[3]}\r\nTo: {US}\r\nMessage-ID: <n1@x>\r\nDate: Mon, 7 Sep 2026 09:00:00 +0200\r\n"
                       f"Subject: {number}\r\n\r\nNous avons paye la facture {number} vendredi, 99,00 EUR.\r\n").encode())
        house.relance("watch", "--once")
        house.relance("work", "--once")
        port = page.free_port()
        server = subprocess.Popen([PROGRAM, "--config", house.conf, "serve", "--listen", f"127.0.0.1:{port}"],
                                  env=house.environment(), stderr=subprocess.DEVNULL)
        link = house.relance("serve", "--login", "--listen", f"127.0.0.1:{port}")
        p = page.Page(port)
        for _ in range(100):
            try:
                r = p.login(link)
                break
            except OSError:
                time.sleep(0.05)
        first = page.cards(r)[0]
        p.submit(r.text, f"/review/{first}/accept")
        t.check(page.states(house)[first] == "accepted", "the first suggestion is accepted in the browser")
        took = time.time() - began
        t.check(took < 60, f"machine time from nothing to there: {took:.1f} s")
    finally:
        if server:
            server.terminate()
            server.wait(20)
        house.stop()
    sys.exit(tap.status())


if __name__ == "__main__":
    main()
