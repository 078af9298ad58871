/**
 * poisk on AWS: a bucket whose events wait in a queue for ingest, functions that look after the index, and CloudFront
 * before the function that answers. Nothing runs, and next to nothing is billed, between uploads and searches.
 */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { Alarms, type OwnerCommands } from "./constructs/alarms.ts";
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
    const { indexPrefix, uploadsPrefix } = settings;
    const articles = new ArticleBucket(this, "Articles", settings);
    const index = new IndexBucket(this, "Index", settings, articles);
    const uploads = new UploadQueue(this, "Uploads");
    const functions = new SearchFunctions(this, "Functions", settings, index, uploads.queue);
    uploads.feed(functions.ingest.function, settings.ingestConcurrency);
    articles.notify(uploads);
    const backfill = new Backfill(this, "Backfill", settings, { bucket: articles, index }, uploads);
    const { distribution } = new SearchDistribution(this, "Search", functions.query.function, settings);
    const metrics = new IndexMetrics(this, "Metrics", functions, uploads, `${index.name}/${indexPrefix}`);
    const { bucketName } = articles.bucket;
    const hasOwn = hasIndexBucket(settings);
    const buckets = `--bucket ${bucketName}${hasOwn ? ` --index-bucket ${index.name}` : ""}`;
    const commands: OwnerCommands = {
      place: `${buckets} --uploads-prefix ${uploadsPrefix || "/"} --index-prefix ${indexPrefix}`,
      redrive: `aws sqs start-message-move-task --source-arn ${uploads.deadLetters.queueArn} --destination-arn ${uploads.queue.queueArn}`,
      backfill: `aws stepfunctions start-execution --state-machine-arn ${backfill.stateMachineArn}`,
    };
    const alarms = new Alarms(this, "Alarms", metrics, functions, settings, commands);
    if (settings.hasDashboard) new SearchDashboard(this, "Dashboard", settings.stackName, alarms, metrics, functions);
    const endpoint = `https://${settings.domainName ?? distribution.domainName}`;
    const outputs = {
      Endpoint: endpoint,
      UploadCommand: `aws s3 cp page.txt s3://${bucketName}/${uploadsPrefix}`,
      SearchCommand: `curl -G ${endpoint}/search --data-urlencode "q=ледокол"`,
      EmbedSnippet:
        `<script type="module" src="${endpoint}/widget.js"></script>` +
        `<poisk-search endpoint="${endpoint}"></poisk-search>`,
      RedriveCommand: commands.redrive,
      BackfillCommand: commands.backfill,
      PurgeCommand: `npm run poisk -- compact ${commands.place} --distribution ${distribution.distributionId}`,
      BucketName: bucketName,
      ...(hasOwn ? { IndexBucketName: index.name } : {}),
      QueueUrl: uploads.queue.queueUrl,
      AlarmTopic: alarms.topic.topicArn,
      CloudFrontHost: distribution.domainName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
    // The function itself asks for a token; CloudFront's cache would be of no use to it.
    const pushUrl = functions.push?.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    if (pushUrl !== undefined) new CfnOutput(this, "PushEndpoint", { value: `${pushUrl.url}articles/` });
  }
}
