"""Types that mean nothing on one machine: not made, but their property names are still checked."""

from infra.local.applier.properties import Properties
from infra.local.applier.registry import MAKERS, Made, Place

_ALARM = (
    "ActionsEnabled AlarmActions AlarmDescription AlarmName ComparisonOperator DatapointsToAlarm Dimensions "
    "EvaluationPeriods ExtendedStatistic InsufficientDataActions MetricName Metrics Namespace OKActions Period "
    "Statistic Tags Threshold ThresholdMetricId TreatMissingData Unit"
)
_DOMAIN = (
    "CertificateArn DomainName EndpointConfiguration MutualTlsAuthentication RegionalCertificateArn "
    "SecurityPolicy Tags"
)
_API = (
    "AccessLogSetting Auth BinaryMediaTypes DefinitionBody Description DisableExecuteApiEndpoint Domain "
    "EndpointConfiguration GatewayResponses MethodSettings MinimumCompressionSize Name OpenApiVersion StageName "
    "Tags TracingEnabled"
)

NOT_APPLIED: dict[str, tuple[str, frozenset[str]]] = {
    resource_type: (reason, frozenset(names.split()))
    for resource_type, reason, names in (
        ("AWS::CloudWatch::Alarm", "Nobody is on call for a laptop.", _ALARM),
        ("AWS::CloudWatch::Dashboard", "There are no metrics to show.", "DashboardBody DashboardName"),
        (
            "AWS::SNS::Topic",
            "Only alarms write to it.",
            "DisplayName KmsMasterKeyId Subscription Tags TopicName",
        ),
        ("AWS::SNS::TopicPolicy", "Only alarms write to the topic.", "PolicyDocument Topics"),
        ("AWS::SNS::Subscription", "Nobody is on call for a laptop.", "Endpoint Protocol TopicArn"),
        (
            "AWS::Logs::MetricFilter",
            "moto keeps no metrics of logs.",
            "FilterName FilterPattern LogGroupName MetricTransformations",
        ),
        (
            "AWS::GuardDuty::MalwareProtectionPlan",
            "moto has no such plan; infra/local/simulators/scanner.py stands in.",
            "Actions ProtectedResource Role Tags",
        ),
        (
            "AWS::Serverless::LayerVersion",
            "The libraries are in the virtual environment.",
            "CompatibleArchitectures CompatibleRuntimes ContentUri Description LayerName LicenseInfo RetentionPolicy",
        ),
        ("AWS::Serverless::Api", "infra/local/http_server.py serves the pages.", _API),
        (
            "AWS::ApiGateway::GatewayResponse",
            "infra/local/http_server.py serves the pages.",
            "ResponseParameters ResponseTemplates ResponseType RestApiId StatusCode",
        ),
        ("AWS::ApiGateway::DomainName", "Origins are ports.", _DOMAIN),
        ("AWS::ApiGateway::BasePathMapping", "Origins are ports.", "BasePath DomainName RestApiId Stage"),
        ("AWS::ApiGateway::Account", "There is no gateway to log.", "CloudWatchRoleArn"),
        (
            "AWS::CertificateManager::Certificate",
            "Origins are ports on the loopback.",
            "DomainName DomainValidationOptions SubjectAlternativeNames Tags ValidationMethod",
        ),
    )
}


class _Anything(dict[str, str]):
    """Attributes of what does not exist: references to it come to nothing, by name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def get(self, attribute: str, default: object = None) -> str:  # type: ignore[override]  # noqa: ARG002
        return f"arn:aws:local:::{self._name}/{attribute}"


def _skip(resource_type: str) -> None:
    names = NOT_APPLIED[resource_type][1]

    def skip(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- nothing is made
        p.given(*names)
        return Made(f"local-{name}", _Anything(name))

    MAKERS[resource_type] = skip


for known in NOT_APPLIED:
    _skip(known)
