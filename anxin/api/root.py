"""The API: one object, a router module per room (docs/api.md)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from anxin.api import delivery, goods, ground, homes, money, orders, overview, problems, rounds, shelf, words
from anxin.api.guard import Pace
from anxin.api.shapes import Problem

RATE = "1200/m"
ANSWERS = {
    "400": "unreadable body", "401": "no valid key and no session", "403": "not allowed", "404": "not there, or not yours",
    "409": "refused, with its code", "422": "not valid, with the fields", "429": "too many requests",
}  # fmt: skip


class Described(NinjaAPI):
    """The same, with the problems every operation can answer written into its description."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**where)
        shapes = Problem.model_json_schema(mode="serialization", ref_template=REF_TEMPLATE)
        schema["components"]["schemas"].update(shapes.pop("$defs", {}), Problem=shapes)
        body = {problems.MEDIA_TYPE: {"schema": {"$ref": REF_TEMPLATE.format(model="Problem")}}}
        schema["components"]["responses"] = {
            status: {"description": description, "content": body} for status, description in ANSWERS.items()
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in ANSWERS:
                    if status not in {"401", "403"} or "security" in operation:
                        operation["responses"][status] = {"$ref": f"#/components/responses/{status}"}
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Described(
    title="Anxin",
    version="1",
    description="安心: the care and supply of a neighbourhood told to stay home. Ids are strings of digits, money is "
    "fen, quantities are thousandths of the unit. Problems carry a stable code.",
    urls_namespace="api",
    docs_url=None,  # the page would load its scripts from elsewhere
    throttle=[Pace(RATE)],
)
problems.install(api)
other = Router()


@other.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "/{path:rest}",
    include_in_schema=False,
    auth=None,
    url_name="unknown",
)
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below the API answers as the API does, never with a page."""
    return problems.unknown(request)


for router in (
    ground.router, homes.router, rounds.router, words.router, orders.router, goods.router, money.router,
    delivery.router, shelf.router, overview.router, other,
):  # fmt: skip
    api.add_router("", router)
