"""The commands serve and weights: they serve the page, and fetch the models it needs."""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import webbrowser
from collections.abc import Callable
from pathlib import Path

from ui.cli.shell import DONE, open_chatbot, show
from ui.cli.watching import working
from ui.jobs import Jobs, ModelJob, index_job
from ui.web.address import is_loopback, listen, local_names, parse_names

EXAMPLES = {  # each with the sample document that answers it; offered only if that document is there
    "How much market value did Nvidia lose when DeepSeek R1 came out?": "deepseek-r1-january-2025.md",
    "How many days of annual leave do I get?": "employee-handbook.pdf",
    "What is the meal allowance on business trips now?": "travel-policy-2026.docx",
}


def serve_page(options: argparse.Namespace, *, on_ready: Callable[[str], object] = str) -> int:
    """Serve the page until Ctrl-C. It opens at once, and shows the progress of the models and the index."""
    from qa.settings import load_settings
    from ui.web.accounts.account_store import accounts_of
    from ui.web.accounts.entrance import Entrance
    from ui.web.accounts.single_sign_on import provider_of
    from ui.web.proxies import parse_proxies

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C, without leaving files behind
    settings = load_settings(documents=options.documents)
    accounts = accounts_of(settings)
    proxies = parse_proxies(settings.trusted_proxies, settings.sign_on_header, options.root_path)
    provider = provider_of(settings)
    models = ModelJob()
    is_local = is_loopback(options.host)
    with (
        listen(options.host, options.port, has_accounts=not is_local and accounts.exist()) as listener,
        open_chatbot(documents=options.documents, progress=models.progress) as chatbot,
    ):
        hosts = local_names(listener) | parse_names(chatbot.settings.allowed_hosts)
        jobs = Jobs(index_job(chatbot), models)
        from ui.web.app import make_app  # slow to import, so wrong options are refused first
        from ui.web.serving import serve

        if not is_local:
            show("Passwords travel unencrypted to this address. Put a proxy with TLS in front: docs/deploy.md.")
        is_closed = not is_local or bool(proxies.sign_on_header) or provider is not None
        entrance = Entrance(accounts, proxies, is_closed=is_closed, provider=provider)
        app = make_app(chatbot, hosts=hosts, jobs=jobs, examples=EXAMPLES, entrance=entrance)
        with working(chatbot, jobs) as start:

            def begin(url: str) -> None:
                print(f"Quoth is ready: {url}", flush=True)
                on_ready(url)
                start()  # not before: loading models would keep the page waiting

            serve(app, listener, on_ready=begin)
    return DONE


def open_page(options: argparse.Namespace) -> int:
    """Open the page in a browser. If it is not served at this port yet, serve it until Ctrl-C."""
    url = f"http://127.0.0.1:{options.port}"
    if options.port and _is_served(options.port):
        webbrowser.open(url)
        print(f"Quoth is open in your browser: {url}")
        return DONE
    return serve_page(options, on_ready=webbrowser.open)


def _is_served(port: int) -> bool:
    """Whether Quoth answers at this port, whether or not it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return "ready" in json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve_mcp(_options: argparse.Namespace) -> int:
    """Offer the index to a program that speaks MCP, over stdin and stdout, until it hangs up."""
    from ui.mcp_server import make_server

    with open_chatbot() as chatbot:
        make_server(chatbot).run("stdio")
    return DONE


def fetch_weights(options: argparse.Namespace) -> int:
    """Fetch the named weights, or those that the settings need. With --list, show the known models."""
    from index.weights.fetch import accept_terms

    with open_chatbot() as chatbot:
        cache = chatbot.settings.cache
        if options.list:
            return _list_models(cache)
        if options.accept_terms:
            for name in options.names:
                accept_terms(name, cache)
        for name, folder in chatbot.fetch_weights(options.names).items():
            print(f"{name}\t{folder}")
    return DONE


def _list_models(cache: Path) -> int:
    """Show each model of the catalogue: size, licence and terms, languages, whether it is here and whether it runs."""
    from index.weights.fetch import has_accepted, is_held
    from index.weights.models import catalogue
    from qa.engines.memory import needed_memory, runs_in, usable_memory

    memory = usable_memory()
    for model in catalogue().values():
        held = "held" if is_held(model.name, cache) else "not fetched"
        columns = [model.name, model.kind, f"{model.size / 1e6:,.0f} MB", model.licence, model.languages, held]
        if model.kind == "language model":
            need = f"needs {needed_memory(model) / 1e9:.1f} GB of memory"
            columns.append(need if runs_in(model, memory) else f"{need}: too much for this machine now")
        if model.terms:
            accepted = "accepted" if has_accepted(model, cache) else "to accept: add --accept-terms"
            columns.append(f"terms {accepted} ({model.terms})")
        print("\t".join(columns))
    return DONE
