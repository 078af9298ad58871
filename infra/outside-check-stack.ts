/**
 * A look at the search from outside, for what has no metric inside: a distribution that is disabled, an edge that
 * answers 403, a domain that leads nowhere. Route 53 asks it every half minute, and an alarm hears of it. It does not
 * look at the certificate's date, which ACM counts by itself.
 *
 * A stack of its own in us-east-1, whatever region the search is in: Route 53 and the certificates of CloudFront have
 * their metrics there alone, and an alarm looks at its own region (Amazon Route 53 Developer Guide, "Monitoring health
 * checks using CloudWatch").
 */
import { CliCredentialsStackSynthesizer, Duration, Stack } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { CfnHealthCheck } from "aws-cdk-lib/aws-route53";
import type { Construct } from "constructs";
import { AlarmTopic } from "./constructs/alarm-topic.ts";
import type { StackSettings } from "./stack-settings.ts";

const REGION = "us-east-1";

/**
 * ACM renews its own certificates 60 days before they end (AWS Certificate Manager User Guide, "Managed certificate
 * renewal").
 */
const DAYS_LEFT = 21;

/** The fewest that Route 53 takes, near the edges that the distribution uses. */
const CHECKER_REGIONS = ["eu-west-1", "us-east-1", "us-west-1"];

export class OutsideCheckStack extends Stack {
  /** `account` as the search stack's, where it is known. */
  constructor(scope: Construct, settings: StackSettings & { readonly checkedHost: string }, account?: string) {
    super(scope, `${settings.stackName}-outside`, {
      description: "poisk: a look at the search from outside",
      env: { region: REGION, ...(account === undefined ? {} : { account }) },
      // It has no files, so that us-east-1 needs no bootstrapping.
      synthesizer: new CliCredentialsStackSynthesizer(),
    });
    const mail = new AlarmTopic(this, "Mail", settings);
    const check = new CfnHealthCheck(this, "Check", {
      healthCheckConfig: {
        type: "HTTPS",
        fullyQualifiedDomainName: settings.checkedHost,
        port: 443,
        // Whether searches are answered: no cache keeps it, and it asks the store for the manifest alone.
        resourcePath: "/readyz",
        requestInterval: 30,
        failureThreshold: 3,
        enableSni: true,
        regions: CHECKER_REGIONS,
      },
    });
    mail.add({
      id: "Unreachable",
      description: `https://${settings.checkedHost}/readyz does not answer with 200 from outside.`,
      action:
        `Run curl -sv https://${settings.checkedHost}/readyz, which tells four faults apart. If there is no address, ` +
        "repair the domain's record, which points at the output CloudFrontHost. If the certificate is not valid, renew it. " +
        "If CloudFront answers 403, enable the distribution. If the answer is 503, its code says what the function lacks.",
      metric: new Metric({
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensionsMap: { HealthCheckId: check.attrHealthCheckId },
        statistic: Stats.MINIMUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      isFloor: true,
      periods: 2,
    });
    if (settings.certificateArn === null) return;
    mail.add({
      id: "Certificate",
      description: `The certificate of ${settings.domainName} ends within ${DAYS_LEFT} days, and was not renewed.`,
      action:
        `Run aws acm describe-certificate --region ${REGION} --certificate-arn ${settings.certificateArn}. ACM renews ` +
        "its own certificate only while the CNAME record that this command shows is in the domain's DNS: restore it. " +
        "A certificate that was imported must be imported anew.",
      metric: new Metric({
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensionsMap: { CertificateArn: settings.certificateArn },
        statistic: Stats.MINIMUM,
        period: Duration.days(1),
      }),
      threshold: DAYS_LEFT,
      isFloor: true,
    });
  }
}
