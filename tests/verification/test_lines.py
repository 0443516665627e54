"""Kept lines, against a server that closes each one after its answer."""

import socket
import threading
import time

from waypost.messages.providers.lines import Lines

HEAD = b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n"


def test_a_body_that_comes_after_its_head_is_read_where_the_server_keeps_no_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_answer_in_two_pieces, args=(listening,), daemon=True)
        answering.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        reply = Lines(url, timeout_s=5).call("POST", f"{url}/x", headers={}, body="{}")

    answering.join()
    assert (reply.status_code, reply.content) == (200, b"{}")


def _answer_in_two_pieces(listening: socket.socket) -> None:
    line, _ = listening.accept()
    with line:
        line.recv(65536)
        line.sendall(HEAD)
        # So that the head is read by itself.
        time.sleep(0.05)
        line.sendall(b"{}")
