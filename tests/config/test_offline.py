from config.offline import SCRIPT


def test_the_service_worker_stands_among_the_pages_that_it_serves(client):
    answer = client.get("/work/offline.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer.content == SCRIPT
    assert b"respondWith" in SCRIPT


def test_a_new_version_of_it_is_seen_at_once(client):
    assert "no-store" in client.get("/work/offline.js")["Cache-Control"]


def test_it_may_fetch_pictures_from_wherever_pages_may_show_them(client):
    assert "Content-Security-Policy" not in client.get("/work/offline.js")
