/**
 * The address of the search: CloudFront before the query function's URL, which answers CloudFront alone (origin access
 * control). Answers are kept as long as they say themselves, some seconds by default, and never taken back: what an
 * upload changes shows when they have gone.
 */
import { Duration, Stack } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  FunctionUrlOriginAccessControl,
  HttpVersion,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { FunctionUrlOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { FunctionUrlAuthType, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSubscription } from "aws-cdk-lib/aws-pricingplanmanager";
import { Construct } from "constructs";
import { CORS_HEADERS } from "../../src/http/http.ts";
import { functionSizes } from "../function-sizes.ts";
import type { StackSettings } from "../stack-settings.ts";
import { knownParameters, PUBLIC_URL_HEADER, viewerRequestCode } from "./viewer-request.ts";

/**
 * Statuses of the API that CloudFront keeps by itself (CloudFront Developer Guide, "How CloudFront processes HTTP 4xx
 * and 5xx").
 */
const KEPT_ERRORS = [400, 403, 404, 405, 500, 502, 503, 504] as const;

export class SearchDistribution extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, target: LambdaFunction, settings: StackSettings) {
    super(scope, id);
    const name = this.#accountWideName(settings);
    const url = target.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    const origin = FunctionUrlOrigin.withOriginAccessControl(url, {
      originAccessControl: new FunctionUrlOriginAccessControl(this, "Access", {
        originAccessControlName: `${name}-access`,
      }),
      readTimeout: Duration.seconds(functionSizes.query.timeoutSeconds),
    });
    const viewerRequest = new EdgeFunction(this, "ViewerRequest", {
      functionName: `${name}-viewer-request`,
      comment: "Keeps the parameters that an answer depends on, and says the public address.",
      code: FunctionCode.fromInline(viewerRequestCode(knownParameters)),
      runtime: FunctionRuntime.JS_2_0,
    });
    const behavior: BehaviorOptions = {
      origin,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      originRequestPolicy: this.#forwarded(name),
      cachePolicy: this.#answers(name, settings),
      responseHeadersPolicy: this.#readableErrors(name, settings),
      functionAssociations: [{ function: viewerRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
    this.distribution = new Distribution(this, "Distribution", {
      comment: `${settings.stackName}: search`,
      defaultBehavior: behavior,
      additionalBehaviors: { "/widget*.js": { ...behavior, cachePolicy: this.#scripts(name) } },
      httpVersion: HttpVersion.HTTP2_AND_3,
      // The edges of Europe and North America; the dearer ones are far from readers of Russian.
      priceClass: PriceClass.PRICE_CLASS_100,
      // Problems are no-store; CloudFront would keep them ten seconds all the same.
      errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(settings.webAclArn === null ? {} : { webAclId: settings.webAclArn }),
      ...this.#domain(settings),
    });
    this.#subscribe(settings);
  }

  /**
   * One price a month in place of a bill by requests, which nobody can drive up; paid plans begin when the owner
   * approves them (AWS CloudFormation Template Reference, "AWS::PricingPlanManager::Subscription").
   */
  #subscribe({ flatRatePlan, webAclArn }: StackSettings): void {
    if (flatRatePlan === null || webAclArn === null) return;
    new CfnSubscription(this, "FlatRatePlan", {
      planFamily: "CloudFront",
      planTier: flatRatePlan.toUpperCase(),
      resourceArns: [this.distribution.distributionArn, webAclArn],
    });
  }

  /**
   * Makes the prefix of names in CloudFront, which has no regions: a stack in a second one would find them taken
   * (CloudFront API Reference, "CreateFunction": FunctionAlreadyExists, and the like of policies).
   */
  #accountWideName({ stackName }: StackSettings): string {
    return `${stackName}-${Stack.of(this).region}`;
  }

  /** CloudFront's own certificate brings its own rules of TLS with it. */
  #domain({ domainName, certificateArn }: StackSettings): Partial<DistributionProps> {
    if (domainName === null || certificateArn === null) return {};
    return {
      domainNames: [domainName],
      certificate: Certificate.fromCertificateArn(this, "Certificate", certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  /**
   * Forwards the parts that the function reads: no cookies, and the host stays the function's own, for which CloudFront
   * signs.
   */
  #forwarded(name: string): OriginRequestPolicy {
    return new OriginRequestPolicy(this, "Forwarded", {
      originRequestPolicyName: `${name}-forwarded`,
      comment: "What the query function looks at.",
      headerBehavior: OriginRequestHeaderBehavior.allowList(
        "Accept",
        "Origin",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
        PUBLIC_URL_HEADER,
      ),
      cookieBehavior: OriginRequestCookieBehavior.none(),
      queryStringBehavior: OriginRequestQueryStringBehavior.none(),
    });
  }

  /**
   * Lets scripts of other origins read what the function did not answer: a refusal of Lambda's (429), and errors of the
   * edge. The box would take them for a broken connection otherwise. What the function says itself stands (CloudFront
   * Developer Guide, "Understand response headers policies": Origin override).
   */
  #readableErrors(name: string, { corsOrigins }: StackSettings): ResponseHeadersPolicy {
    const list = (header: keyof typeof CORS_HEADERS): string[] => CORS_HEADERS[header].split(", ");
    return new ResponseHeadersPolicy(this, "ReadableErrors", {
      responseHeadersPolicyName: `${name}-readable-errors`,
      comment: "Errors that the function did not answer are readable across origins.",
      corsBehavior: {
        accessControlAllowOrigins: corsOrigins === "*" ? ["*"] : [...corsOrigins],
        accessControlAllowMethods: list("Access-Control-Allow-Methods"),
        accessControlAllowHeaders: list("Access-Control-Allow-Headers"),
        accessControlExposeHeaders: list("Access-Control-Expose-Headers"),
        accessControlMaxAge: Duration.seconds(Number(CORS_HEADERS["Access-Control-Max-Age"])),
        accessControlAllowCredentials: false,
        originOverride: false,
      },
    });
  }

  /**
   * Answers depend on the origin only where a list of origins is allowed; on Accept only problems, which are not kept.
   */
  #answers(name: string, { corsOrigins }: StackSettings): CachePolicy {
    return new CachePolicy(this, "Answers", {
      cachePolicyName: `${name}-answers`,
      comment: "As long as the answer says, by the parameters that it depends on.",
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      headerBehavior: corsOrigins === "*" ? CacheHeaderBehavior.none() : CacheHeaderBehavior.allowList("Origin"),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }

  /** The widget is the same for all, and its name has its hash. */
  #scripts(name: string): CachePolicy {
    return new CachePolicy(this, "Scripts", {
      cachePolicyName: `${name}-scripts`,
      comment: "The widget: as long as it says.",
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      queryStringBehavior: CacheQueryStringBehavior.none(),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }
}
