"""Help and messages of the command line itself, in Vietnamese."""

from __future__ import annotations

import click


class Command(click.Command):
    """A command whose help and usage are Vietnamese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Cách dùng: …`."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: "
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, under their Vietnamese heading."""
        records = [
            p.get_help_record(ctx) for p in self.get_params(ctx) if isinstance(p, click.Option)
        ]
        rows = [(r[0], r[1].replace("[required]", "(bắt buộc)")) for r in records if r is not None]
        with formatter.section("Tùy chọn"):
            formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The parts of the usage line."""
        pieces = super().collect_usage_pieces(ctx)
        return ["[TÙY CHỌN]" if p == "[OPTIONS]" else p for p in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in Vietnamese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "In hướng dẫn này."
        return option


class Group(Command, click.Group):
    """The group of all commands."""

    command_class = Command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """The commands, a line each."""
        with formatter.section("Các lệnh"):
            formatter.write_dl([(name, (c.short_help or "")) for name, c in self.commands.items()])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, under their Vietnamese heading."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """A command stands for all that follows."""
        return ["LỆNH …"]


def _shown(param: click.Parameter | None) -> str:
    """A parameter as the help shows it: `-o TỆP`, `BỘ_QUY_TẮC`."""
    if param is None:
        return "tham số"
    return (
        f"{param.opts[0]} {param.metavar}"
        if isinstance(param, click.Option)
        else str(param.metavar)
    )


def misuse_words(error: click.UsageError) -> str:
    """What is wrong with a command line, in Vietnamese."""
    match error:
        case click.NoSuchOption():
            near = (
                f"; có phải là {' hoặc '.join(error.possibilities)} không?"
                if error.possibilities
                else ""
            )
            return f"không có tùy chọn {error.option_name}{near}"
        case click.MissingParameter(param=param):
            return f"thiếu {_shown(param)}"
        case click.BadParameter(param=click.Option(type=click.Choice(choices=choices)) as param):
            return f"{param.opts[0]} là một trong: {', '.join(map(str, choices))}"
        case click.BadParameter(param=param):
            name = param.opts[0] if param is not None else ""
            return f"giá trị của {name} không dùng được: {error.message}"
    if error.message.startswith("No such command"):
        return f"không có lệnh {error.message.split(chr(39))[1]}"
    if error.message.startswith("Got unexpected extra argument"):
        return "thừa tham số: " + error.message.partition("(")[2].rstrip(")")
    return "lệnh viết chưa đúng" if error.message.isascii() else error.message
