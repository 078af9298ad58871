/**
 * poisk on AWS: a bucket whose events wait in a queue for ingest, functions that look after the index, and CloudFront before
 * the function that answers. Nothing runs, and next to nothing is billed, between uploads and searches.
 */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { Alarms } from "./constructs/alarms.ts";
import { ArticleBucket } from "./constructs/article-bucket.ts";
import { Backfill } from "./constructs/backfill.ts";
import { SearchDashboard } from "./constructs/dashboard.ts";
import { IndexBucket } from "./constructs/index-bucket.ts";
import { IndexMetrics } from "./constructs/index-metrics.ts";
import { SearchDistribution } from "./constructs/search-distribution.ts";
import { SearchFunctions } from "./constructs/search-functions.ts";
import { UploadQueue } from "./constructs/upload-queue.ts";
import { hasIndexBucket, type StackSettings } from "./stack-settings.ts";

export class SearchStack extends Stack {
  constructor(scope: Construct, settings: StackSettings, props: StackProps = {}) {
    super(scope, settings.stackName, { description: "poisk: search in a bucket of articles", ...props });
    const bucket = new ArticleBucket(this, "Articles", settings);
    const index = new IndexBucket(this, "Index", settings, bucket);
    const queue = new UploadQueue(this, "Uploads");
    const functions = new SearchFunctions(this, "Functions", settings, index, queue.queue);
    queue.feed(functions.ingest.function, settings.ingestConcurrency);
    bucket.notify(queue);
    const backfill = new Backfill(this, "Backfill", settings, { bucket, index }, queue);
    const { distribution } = new SearchDistribution(this, "Search", functions.query.function, settings);
    const indexName = `${index.name}/${settings.indexPrefix}`;
    const metrics = new IndexMetrics(this, "Metrics", functions, queue, indexName);
    const alarms = new Alarms(this, "Alarms", metrics, functions, settings);
    if (settings.hasDashboard) new SearchDashboard(this, "Dashboard", settings.stackName, alarms, metrics, functions);
    this.#tell(
      settings,
      { bucketName: bucket.bucket.bucketName, indexBucketName: index.name },
      `https://${settings.domainName ?? distribution.domainName}`,
      queue,
      {
        alarmTopic: alarms.topic.topicArn,
        cloudFrontHost: distribution.domainName,
        distributionId: distribution.distributionId,
        backfillArn: backfill.stateMachineArn,
      },
    );
    // The function itself asks for a token; CloudFront's cache would be of no use to it.
    const pushUrl = functions.push?.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    if (pushUrl !== undefined) new CfnOutput(this, "PushEndpoint", { value: `${pushUrl.url}articles/` });
  }

  #tell(
    settings: StackSettings,
    { bucketName, indexBucketName }: Readonly<Record<"bucketName" | "indexBucketName", string>>,
    endpoint: string,
    { queue, deadLetters }: UploadQueue,
    {
      alarmTopic,
      cloudFrontHost,
      distributionId,
      backfillArn,
    }: Readonly<Record<"alarmTopic" | "cloudFrontHost" | "distributionId" | "backfillArn", string>>,
  ): void {
    const { uploadsPrefix, indexPrefix } = settings;
    const hasOwn = hasIndexBucket(settings);
    const buckets = `--bucket ${bucketName}${hasOwn ? ` --index-bucket ${indexBucketName}` : ""}`;
    const place = `${buckets} --uploads-prefix ${uploadsPrefix || "/"} --index-prefix ${indexPrefix}`;
    const outputs = {
      Endpoint: endpoint,
      UploadCommand: `aws s3 cp page.txt s3://${bucketName}/${uploadsPrefix}`,
      SearchCommand: `curl -G ${endpoint}/search --data-urlencode "q=ледокол"`,
      EmbedSnippet:
        `<script type="module" src="${endpoint}/widget.js"></script>` +
        `<poisk-search endpoint="${endpoint}"></poisk-search>`,
      RedriveCommand: `aws sqs start-message-move-task --source-arn ${deadLetters.queueArn} --destination-arn ${queue.queueArn}`,
      BackfillCommand: `aws stepfunctions start-execution --state-machine-arn ${backfillArn}`,
      PurgeCommand: `npm run poisk -- compact ${place} --distribution ${distributionId}`,
      BucketName: bucketName,
      ...(hasOwn ? { IndexBucketName: indexBucketName } : {}),
      QueueUrl: queue.queueUrl,
      AlarmTopic: alarmTopic,
      CloudFrontHost: cloudFrontHost,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
