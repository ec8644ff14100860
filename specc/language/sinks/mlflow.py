"""`type: mlflow`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.sink import Sink


class Mlflow(Sink):
    """A run of MLflow, with the settings as its parameters; trainers import `mlflow`.

    A resumed run continues under the same id. Rows that were sent before are not sent again.
    """

    type: Literal["mlflow"] = "mlflow"
    experiment: (
        Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=250, title="name")] | None
    ) = Field(
        None,
        examples=["digits"],
        description="Name of the experiment; that of the spec if not given.",
    )
    tracking_uri: (
        Annotated[
            str,
            Field(
                pattern=r"^(databricks|[a-z][a-z0-9+-]*:\S+|[./]\S*)$",
                title="an address such as http://127.0.0.1:5000 or sqlite:///mlflow.db",
            ),
        ]
        | None
    ) = Field(
        None,
        examples=["http://127.0.0.1:5000", "sqlite:///mlflow.db"],
        description="Where runs are kept. By default as the variable MLFLOW_TRACKING_URI says, or "
        "sqlite:///mlflow.db in the folder that the trainer is started in.",
    )
