"""The command completion: prints scripts that make bash, zsh and fish complete the commands of `quoth`."""

from __future__ import annotations

import argparse

from ui.cli.shell import DONE

_BASH = """\
_quoth() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words
  case $COMP_CWORD:${{COMP_WORDS[1]}} in
    1:*) words="{commands}" ;;
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ "$COMP_CWORD" -gt 1 ] && [ "${{#COMPREPLY[@]}}" = 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}}
complete -o filenames -F _quoth quoth
"""


def print_script(options: argparse.Namespace) -> int:
    """Print the script for a shell, made from the options that the commands take."""
    print(SHELLS[options.shell](commands_of(options.parser)), end="")
    return DONE


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    (subparsers,) = (act for act in parser._actions if isinstance(act, argparse._SubParsersAction))
    return dict(subparsers.choices)


def _words(parser: argparse.ArgumentParser) -> list[str]:
    """The options of a command, and the words that it takes as arguments."""
    options = [option for act in parser._actions for option in act.option_strings if option.startswith("--")]
    return [
        *options,
        *(str(choice) for act in parser._actions if not act.option_strings for choice in act.choices or ()),
    ]


def _bash(commands: dict[str, argparse.ArgumentParser]) -> str:
    cases = [f'    *:{name}) words="{" ".join(_words(parser))}" ;;' for name, parser in commands.items()]
    return _BASH.format(commands=" ".join(commands), cases="\n".join(cases))


def _zsh(commands: dict[str, argparse.ArgumentParser]) -> str:
    return "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n" + _bash(commands)


def _fish(commands: dict[str, argparse.ArgumentParser]) -> str:
    lines = []
    for name, parser in commands.items():
        about = (parser.description or "").replace("'", "")
        lines.append(f"complete -c quoth -n __fish_use_subcommand -a {name} -d '{about}'")
        seen = f"'__fish_seen_subcommand_from {name}'"
        for word in _words(parser):
            given = f"-l {word[2:]}" if word.startswith("--") else f"-a {word}"
            lines.append(f"complete -c quoth -n {seen} {given}")
    return "\n".join(lines) + "\n"


SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
