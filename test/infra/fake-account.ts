/**
 * An AWS account, as far as deploying the stack, deleting it and deploying it again depend on what AWS remembers: names
 * that are taken, what a rollback and a deletion leave, how many executions may be reserved, and who hears of an
 * object. Each rule names the page that it is from.
 */
import { ACCOUNT, deployedText, deployedTree, isLike, REGION } from "./deployed-values.ts";
import type { Resource, Template } from "./synthesised.ts";

/** One notification of a bucket that goes straight to a queue (Amazon S3 API Reference, "QueueConfiguration"). */
export interface QueueNotification {
  readonly Id?: string;
  readonly QueueArn: string;
  readonly Events: readonly string[];
  readonly Filter?: { readonly Key: { readonly FilterRules: readonly FilterRule[] } };
}

interface FilterRule {
  readonly Name: string;
  readonly Value: string;
}

/** Amazon S3 API Reference, "NotificationConfiguration"; topics and functions are as queues are. */
export interface BucketNotifications {
  readonly QueueConfigurations?: readonly QueueNotification[];
  readonly EventBridgeConfiguration?: object;
}

export interface FakeBucket {
  notifications: BucketNotifications;
  policy: readonly { readonly Sid?: string; readonly Effect: string }[];
}

interface Queue {
  /** ARNs of rules that may send. */
  senders: readonly string[];
  readonly keys: string[];
}

interface EventPattern {
  readonly source: readonly string[];
  readonly "detail-type"?: readonly string[];
  readonly detail?: {
    readonly bucket: { readonly name: readonly string[] };
    readonly object: { readonly key: readonly { readonly prefix: string }[] };
  };
}

interface EventRule {
  readonly arn: string;
  readonly pattern: EventPattern;
  readonly queueArns: readonly string[];
}

interface Stack {
  readonly region: string;
  readonly resources: ReadonlyMap<string, Resource>;
}

export interface DeployOptions {
  readonly region?: string;
  /** The logical id of a resource that cannot be made, whatever else goes well. */
  readonly failsAt?: string;
}

/**
 * Names that are taken in the whole account, whatever the region: of CloudFront, which has none, and of dashboards
 * (Amazon CloudWatch User Guide, "Creating a CloudWatch dashboard"); a bucket's is taken in all accounts.
 */
const ACCOUNT_WIDE_NAMES: Readonly<Record<string, readonly string[]>> = {
  "AWS::CloudFront::Function": ["Name"],
  "AWS::CloudFront::CachePolicy": ["CachePolicyConfig", "Name"],
  "AWS::CloudFront::OriginRequestPolicy": ["OriginRequestPolicyConfig", "Name"],
  "AWS::CloudFront::ResponseHeadersPolicy": ["ResponseHeadersPolicyConfig", "Name"],
  "AWS::CloudFront::OriginAccessControl": ["OriginAccessControlConfig", "Name"],
  "AWS::CloudWatch::Dashboard": ["DashboardName"],
  "AWS::S3::Bucket": ["BucketName"],
};

const REGIONAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  "AWS::Lambda::Function": ["FunctionName"],
  "AWS::Logs::LogGroup": ["LogGroupName"],
  "AWS::CloudWatch::Alarm": ["AlarmName"],
  "AWS::StepFunctions::StateMachine": ["StateMachineName"],
};

export class FakeAccount {
  readonly buckets = new Map<string, FakeBucket>();
  readonly #queues = new Map<string, Queue>();
  readonly #rules = new Map<string, EventRule>();
  readonly #names = new Set<string>();
  readonly #stacks = new Map<string, Stack>();
  readonly #concurrency: number;
  #reserved = 0;

  /**
   * `concurrency`: executions that may run at once; a new account has ten (AWS Lambda Developer Guide, "Lambda
   * quotas").
   */
  constructor({ concurrency = 1_000 }: { readonly concurrency?: number } = {}) {
    this.#concurrency = concurrency;
  }

  /** Makes a stack that is not there, or throws what CloudFormation says and leaves what it leaves. */
  deploy(name: string, template: Template, { region = REGION, failsAt }: DeployOptions = {}): void {
    const made = new Map<string, Resource>();
    try {
      for (const [id, resource] of inOrder(template)) {
        const deployed = { ...resource, Properties: deployedTree(resource.Properties, region) } as Resource;
        this.#make(name, id, deployed, region);
        made.set(id, deployed);
        if (id === failsAt) throw new Error(`${id} could not be made.`);
      }
    } catch (error) {
      // AWS CloudFormation Template Reference, "DeletionPolicy": RetainExceptOnCreate.
      this.#remove(name, { region, resources: made }, ["Retain"]);
      throw error;
    }
    this.#stacks.set(stackKey(name, region), { region, resources: made });
  }

  delete(name: string, region: string = REGION): void {
    const stack = this.#stacks.get(stackKey(name, region));
    if (stack === undefined) throw new Error(`There is no stack ${name}.`);
    this.#remove(name, stack, ["Retain", "RetainExceptOnCreate"]);
    this.#stacks.delete(stackKey(name, region));
  }

  /** The owner's own doing: a bucket that no stack made. */
  addBucket(name: string, notifications: BucketNotifications = {}): FakeBucket {
    const bucket = { notifications, policy: [] };
    this.buckets.set(name, bucket);
    return bucket;
  }

  addQueue(arn: string): void {
    this.#queues.set(arn, { senders: [], keys: [] });
  }

  /** Amazon S3 API Reference, "PutBucketNotificationConfiguration". */
  putNotifications(name: string, wanted: BucketNotifications, skipsValidation = false): void {
    const queues = wanted.QueueConfigurations ?? [];
    for (const [i, one] of queues.entries()) {
      if (!skipsValidation && !this.#queues.has(one.QueueArn)) {
        throw new Error("InvalidArgument: Unable to validate the following destination configurations");
      }
      if (queues.slice(i + 1).some((other) => areAmbiguous(one, other))) {
        throw new Error(
          "InvalidArgument: Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules.",
        );
      }
    }
    this.#bucket(name).notifications = wanted;
  }

  /** Sends S3's events about an object, under its names for queues and for EventBridge. */
  happen(bucketName: string, key: string, event: "created" | "deleted" | "expired" | "restored"): void {
    const [ofQueues, ofEventBridge] = {
      created: ["s3:ObjectCreated:Put", "Object Created"],
      deleted: ["s3:ObjectRemoved:Delete", "Object Deleted"],
      expired: ["s3:LifecycleExpiration:Delete", "Object Deleted"],
      restored: ["s3:ObjectRestore:Completed", "Object Restore Completed"],
    }[event] as [string, string];
    const { QueueConfigurations: queues = [], EventBridgeConfiguration: eventBridge } =
      this.#bucket(bucketName).notifications;
    for (const { QueueArn, Events, Filter } of queues) {
      const { prefix, suffix } = partsOf(Filter);
      const isMeant =
        Events.some((listed) => isLike(ofQueues, listed)) && key.startsWith(prefix) && key.endsWith(suffix);
      if (isMeant) this.#queues.get(QueueArn)?.keys.push(key);
    }
    if (eventBridge === undefined) return;
    for (const { arn, pattern, queueArns } of this.#rules.values()) {
      if (!matches(pattern, ofEventBridge, bucketName, key)) continue;
      for (const queue of queueArns.map((queueArn) => this.#queues.get(queueArn))) {
        if (queue?.senders.includes(arn)) queue.keys.push(key);
      }
    }
  }

  /** Keys that a stack's queue of uploads was told of, and takes them out. */
  receive(stack: string, region: string = REGION): readonly string[] {
    const queue = this.#queues.get(arnOf(stack, region, "UploadsQueue"));
    if (queue === undefined) throw new Error(`${stack} has no queue of uploads.`);
    return queue.keys.splice(0);
  }

  #bucket(name: string): FakeBucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw new Error(`NoSuchBucket: ${name}`);
    return bucket;
  }

  #make(stack: string, id: string, { Type: type, Properties: properties }: Resource, region: string): void {
    for (const name of namesOf({ Type: type, Properties: properties }, region)) {
      const isTaken =
        this.#names.has(name) || (type === "AWS::S3::Bucket" && this.buckets.has(String(properties.BucketName)));
      if (isTaken) throw new Error(`${name} already exists.`);
      this.#names.add(name);
    }
    if (type === "AWS::S3::Bucket") this.#makeBucket(stack, properties as unknown as BucketProperties, region);
    else if (type === "AWS::S3::BucketPolicy")
      this.#setPolicy(stack, properties as unknown as PolicyProperties, region);
    else if (type === "AWS::SQS::Queue") this.addQueue(arnOf(stack, region, id));
    else if (type === "AWS::SQS::QueuePolicy")
      this.#allowSenders(stack, properties as unknown as QueuePolicyProperties, region);
    else if (type === "AWS::Events::Rule") this.#makeRule(stack, id, properties as unknown as RuleProperties, region);
    else if (type === "AWS::Lambda::Function")
      this.#reserve(properties.ReservedConcurrentExecutions as number | undefined);
    else if (type === "Custom::S3BucketNotifications")
      this.#notify(stack, properties as unknown as CustomProperties, region);
  }

  #makeBucket(
    stack: string,
    { BucketName: name, NotificationConfiguration: given }: BucketProperties,
    region: string,
  ): void {
    this.addBucket(name);
    const { EventBridgeConfiguration: eventBridge, QueueConfigurations: queues = [] } = given;
    this.putNotifications(name, {
      QueueConfigurations: queues.map(({ Event, Queue, Filter: { S3Key } }) => ({
        QueueArn: arnOf(stack, region, logicalId(Queue)),
        Events: [Event],
        Filter: { Key: { FilterRules: S3Key.Rules } },
      })),
      ...(eventBridge?.EventBridgeEnabled === true ? { EventBridgeConfiguration: {} } : {}),
    });
  }

  #setPolicy(stack: string, { Bucket: reference, PolicyDocument: document }: PolicyProperties, region: string): void {
    const made = [...this.buckets].find(([name]) => name === `${stack}-${ACCOUNT}-${region}`);
    const [, bucket] = made ?? [reference, this.#bucket(reference)];
    bucket.policy = document.Statement;
  }

  #allowSenders(
    stack: string,
    { Queues: queues, PolicyDocument: document }: QueuePolicyProperties,
    region: string,
  ): void {
    const allowed = document.Statement.filter(({ Effect }) => Effect === "Allow");
    const senders = allowed
      .flatMap(({ Condition }) => Condition?.ArnEquals?.["aws:SourceArn"] ?? [])
      .map((arn) => arnOf(stack, region, logicalId(arn)));
    for (const queue of queues) {
      const found = this.#queues.get(arnOf(stack, region, logicalId(queue)));
      if (found !== undefined) found.senders = senders;
    }
  }

  #makeRule(
    stack: string,
    id: string,
    { EventPattern: pattern, Targets: targets }: RuleProperties,
    region: string,
  ): void {
    if (pattern === undefined) return;
    const arn = arnOf(stack, region, id);
    const queueArns = targets.map(({ Arn }) => arnOf(stack, region, logicalId(Arn)));
    this.#rules.set(arn, { arn, pattern, queueArns });
  }

  /**
   * AWS Lambda Developer Guide, "Configuring reserved concurrency": a hundred must stay for functions without any;
   * where an account has less than that, all it has.
   */
  #reserve(executions = 0): void {
    const minimum = Math.min(100, this.#concurrency);
    if (executions > 0 && this.#concurrency - this.#reserved - executions < minimum) {
      throw new Error(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its " +
          `minimum value of [${minimum}].`,
      );
    }
    this.#reserved += executions;
  }

  /**
   * CDK's function for a bucket that the stack did not make, when its resource is made (aws-cdk-lib,
   * custom-resource-handlers/dist/aws-s3/notifications-resource-handler/index.py, handle_unmanaged): what is there
   * stays.
   */
  #notify(stack: string, properties: CustomProperties, region: string): void {
    const { BucketName: name, NotificationConfiguration: wanted, Managed: isManaged } = properties;
    if (isManaged !== false)
      throw new Error("Of a bucket that the stack does not own CDK's function would forget the rest.");
    const { QueueConfigurations: external = [], EventBridgeConfiguration: former } = this.#bucket(name).notifications;
    const incoming = (wanted.QueueConfigurations ?? []).map((one, i) => ({
      ...one,
      QueueArn: arnOf(stack, region, logicalId(one.QueueArn)),
      Id: `${stack}-${i}`,
    }));
    const eventBridge = wanted.EventBridgeConfiguration ?? former;
    this.putNotifications(
      name,
      {
        QueueConfigurations: [...external, ...incoming],
        ...(eventBridge === undefined ? {} : { EventBridgeConfiguration: eventBridge }),
      },
      properties.SkipDestinationValidation,
    );
  }

  #remove(stack: string, { region, resources }: Stack, kept: readonly string[]): void {
    for (const [id, resource] of [...resources].reverse()) {
      const { Type: type, Properties: properties, DeletionPolicy: policy = "Delete" } = resource;
      if (kept.includes(policy)) continue;
      for (const name of namesOf(resource, region)) this.#names.delete(name);
      const arn = arnOf(stack, region, id);
      if (type === "AWS::S3::Bucket") this.buckets.delete(String(properties.BucketName));
      else if (type === "AWS::S3::BucketPolicy") this.#forgetPolicy(stack, region);
      else if (type === "AWS::SQS::Queue") this.#queues.delete(arn);
      else if (type === "AWS::Events::Rule") this.#rules.delete(arn);
      else if (type === "AWS::Lambda::Function") this.#reserved -= Number(properties.ReservedConcurrentExecutions ?? 0);
      else if (type === "Custom::S3BucketNotifications")
        this.#forgetNotifications(stack, String(properties.BucketName));
    }
  }

  #forgetPolicy(stack: string, region: string): void {
    const bucket = this.buckets.get(`${stack}-${ACCOUNT}-${region}`);
    if (bucket !== undefined) bucket.policy = [];
  }

  /** The same function when its resource goes: EventBridge stays on, since others may listen. */
  #forgetNotifications(stack: string, name: string): void {
    const { QueueConfigurations: queues = [], ...rest } = this.#bucket(name).notifications;
    const others = queues.filter(({ Id }) => !Id?.startsWith(`${stack}-`));
    this.#bucket(name).notifications = { ...rest, QueueConfigurations: others };
  }
}

interface BucketProperties {
  readonly BucketName: string;
  readonly NotificationConfiguration: {
    readonly EventBridgeConfiguration?: { readonly EventBridgeEnabled: boolean };
    readonly QueueConfigurations?: readonly {
      readonly Event: string;
      readonly Queue: string;
      readonly Filter: { readonly S3Key: { readonly Rules: readonly FilterRule[] } };
    }[];
  };
}

interface PolicyProperties {
  readonly Bucket: string;
  readonly PolicyDocument: { readonly Statement: FakeBucket["policy"] };
}

interface QueuePolicyProperties {
  readonly Queues: readonly string[];
  readonly PolicyDocument: {
    readonly Statement: readonly {
      readonly Effect: string;
      readonly Condition?: { readonly ArnEquals?: { readonly "aws:SourceArn": string } };
    }[];
  };
}

interface RuleProperties {
  readonly EventPattern?: EventPattern;
  readonly Targets: readonly { readonly Arn: string }[];
}

interface CustomProperties {
  readonly BucketName: string;
  readonly NotificationConfiguration: BucketNotifications;
  readonly Managed: boolean;
  readonly SkipDestinationValidation: boolean;
}

/**
 * S3's rule (Amazon S3 User Guide, "Configuring event notifications using object key name filtering"): two
 * notifications of one event are ambiguous where some key could have the prefix and the suffix of both. A type with an
 * asterisk has those that it stands for.
 */
function areAmbiguous(one: QueueNotification, other: QueueNotification): boolean {
  const shareEvent = one.Events.some((event) =>
    other.Events.some((wanted) => isLike(event, wanted) || isLike(wanted, event)),
  );
  const [a, b] = [partsOf(one.Filter), partsOf(other.Filter)];
  const sharePrefix = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const shareSuffix = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return shareEvent && sharePrefix && shareSuffix;
}

function partsOf(filter: QueueNotification["Filter"]): { readonly prefix: string; readonly suffix: string } {
  const rules = filter?.Key.FilterRules ?? [];
  const partOf = (name: string) => rules.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? "";
  return { prefix: partOf("prefix"), suffix: partOf("suffix") };
}

/** Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns". */
function matches(pattern: EventPattern, type: string, bucketName: string, key: string): boolean {
  const { source, "detail-type": types, detail } = pattern;
  return (
    source.includes("aws.s3") &&
    (types === undefined || types.includes(type)) &&
    (detail === undefined ||
      (detail.bucket.name.includes(bucketName) && detail.object.key.some(({ prefix }) => key.startsWith(prefix))))
  );
}

/** Resources, each behind those that it names. */
function inOrder({ Resources: resources }: Template): readonly (readonly [string, Resource])[] {
  const ordered = new Map<string, Resource>();
  const add = (id: string): void => {
    const resource = resources[id];
    if (resource === undefined || ordered.has(id)) return;
    for (const named of namedIn(resource)) add(named);
    ordered.set(id, resource);
  };
  for (const id of Object.keys(resources)) add(id);
  return [...ordered];
}

function namedIn(resource: Resource): readonly string[] {
  const { DependsOn: before = [] } = resource as { DependsOn?: string | readonly string[] };
  const named = JSON.stringify(resource.Properties ?? {}).matchAll(/"(?:Ref":"|Fn::GetAtt":\[")(\w+)"/g);
  return [...[before].flat(), ...[...named].map(([, id]) => id ?? "")];
}

function namesOf(
  { Type: type, Properties: properties }: Pick<Resource, "Type" | "Properties">,
  region: string,
): readonly string[] {
  const place = ACCOUNT_WIDE_NAMES[type] === undefined ? region : "everywhere";
  const path = ACCOUNT_WIDE_NAMES[type] ?? REGIONAL_NAMES[type];
  if (path === undefined) return [];
  const name = path.reduce<unknown>(
    (value, member) => (value as Record<string, unknown> | undefined)?.[member],
    properties,
  );
  return name === undefined ? [] : [`${type} ${deployedText(name)} (${place})`];
}

/**
 * The address of a resource whose name CloudFormation makes up; what its logical id begins with will do for the queue.
 */
function arnOf(stack: string, region: string, id: string): string {
  return `${region}/${stack}/${id.replace(/[0-9A-F]{8}$/, "")}`;
}

function logicalId(reference: string): string {
  return reference.replace(/^<|(?:\.\w+)?>$/g, "");
}

function stackKey(name: string, region: string): string {
  return `${region}/${name}`;
}
