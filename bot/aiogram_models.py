"""Imports aiogram so that most of its pydantic models are built when they are first used.

Without this module, aiogram builds all its models when it is imported. Building all models takes more time and
memory than the rest of the bot's start: see docs/benchmarks.md. The bot uses only a tenth of aiogram's models.
"""

from typing import Any, get_args

from pydantic import BaseModel


def import_aiogram() -> None:
    """Import aiogram, and build only the models that the bot uses most.

    Call this before any other import of aiogram; otherwise aiogram has already built its models.
    """
    original = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = lambda **_: None  # type: ignore[method-assign] # undone after the import of aiogram
    try:
        from aiogram import methods, types  # noqa: PLC0415
        from aiogram.client.default import Default  # noqa: PLC0415
    finally:
        BaseModel.model_rebuild = original  # type: ignore[method-assign]
    names = {"Default": Default, **{name: getattr(types, name) for name in types.__all__}}
    for model in names.values():
        if (
            isinstance(model, type)
            and issubclass(model, BaseModel)
            and model.__private_attributes__.keys() == {"_bot"}
        ):
            model.model_post_init = _set_bot  # type: ignore[method-assign]

    def build_model(model: type[BaseModel], /, **options: Any) -> bool | None:  # noqa: ANN401 - pydantic's
        """Build *model*, whose annotations use names that aiogram imports only for type checkers."""
        done: bool | None = original.__func__(model, **{**options, "_types_namespace": names})
        return done

    # Pydantic calls `model_rebuild` when a model is first used.
    for base in (types.TelegramObject, methods.TelegramMethod, methods.Response):
        base.model_rebuild = classmethod(build_model)  # type: ignore[assignment, method-assign]
    # The largest models are built now, because building them later would block the event loop.
    # `handlers.replies.SendText` needs ReplyParameters.
    for model in (
        types.ReplyParameters,
        types.Message,
        types.Update,
        types.InputRichMessage,
        methods.SendMessage,
        methods.EditMessageText,
        methods.AnswerInlineQuery,
    ):
        model.model_rebuild()


def _set_bot(self: BaseModel, context: dict[str, Any] | None, /) -> None:
    """Set the private attribute `_bot`, which aiogram's `as_` and `bot` use.

    aiogram's own `model_post_init` has the same effect, but pydantic wraps it once for each base class of a model.
    With aiogram's method, the validation of an update takes 38 µs instead of 23.
    """
    object.__setattr__(self, "__pydantic_private__", {"_bot": context.get("bot") if context else None})


def build_models(annotation: Any) -> None:  # noqa: ANN401 - any type
    """Build the pydantic models in *annotation*, such as `Message` in `list[Message]`.

    The TypeAdapter of a union does not build the models of the union.
    """
    annotation = getattr(annotation, "__value__", annotation)  # a type alias
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        annotation.model_rebuild()
    for argument in get_args(annotation):
        build_models(argument)
