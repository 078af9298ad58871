/**
 * One page of CloudWatch that answers: does it work, is it quick, what does it cost.
 */
import { Duration, Stack } from "aws-cdk-lib";
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import type { IndexMetrics } from "./index-metrics.ts";
import type { SearchFunctions } from "./search-functions.ts";

const PERIOD = Duration.minutes(5);
const HALF_WIDTH = 12;

export class SearchDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    stackName: string,
    { alarms }: Alarms,
    metrics: IndexMetrics,
    functions: SearchFunctions,
  ) {
    super(scope, id);
    const query = functions.query.function;
    const durations = [50, 95, 99].map((percentile) =>
      query.metricDuration({ period: PERIOD, statistic: Stats.percentile(percentile), label: `p${percentile}` }),
    );
    const { all, poll, push } = functions;
    const counts = all
      .filter((made) => made !== push)
      .map(({ name, function: handler }) =>
        handler.metricErrors({ period: PERIOD, statistic: Stats.SUM, label: name }),
      );
    new Dashboard(this, "Page", {
      // Dashboards have no region (Amazon CloudWatch User Guide, "Using Amazon CloudWatch dashboards").
      dashboardName: `${stackName}-${Stack.of(this).region}`,
      widgets: [
        [new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 2 * HALF_WIDTH, height: 4 })],
        [
          graph(
            "Searches",
            [query.metricInvocations({ period: PERIOD, statistic: Stats.SUM })],
            [query.metricThrottles({ period: PERIOD, statistic: Stats.SUM })],
          ),
          graph("Time of a search, ms", durations),
        ],
        [
          graph("Uploads that wait", [metrics.waiting(PERIOD)], [metrics.queueAge(PERIOD)]),
          graph("Articles, rejections, conflicts", [
            metrics.own("Articles", PERIOD),
            metrics.own("RejectedUploads", PERIOD),
            metrics.own("Conflicts", PERIOD),
          ]),
        ],
        [
          graph(
            "A commit: requests, and ms",
            [metrics.own("CommitRequests", PERIOD, Stats.AVERAGE)],
            [metrics.own("CommitMilliseconds", PERIOD, Stats.AVERAGE)],
          ),
          graph("Bytes written by commits", [metrics.own("CommitBytes", PERIOD)]),
        ],
        [
          graph(
            "Articles that lost over a fifth of their text, and percent lost",
            [metrics.own("LeftOutPercent", PERIOD, Stats.SAMPLE_COUNT)],
            [metrics.own("LeftOutPercent", PERIOD, Stats.AVERAGE)],
          ),
          graph("Merges, uploads that events missed", [
            metrics.own("Merges", PERIOD),
            metrics.own("MissedUploads", PERIOD),
          ]),
        ],
        ...(poll === null ? [] : [[graph("Feeds that failed", [metrics.own("FailedFeeds", PERIOD)])]]),
        [
          graph("Failures told, errors of Lambda", [metrics.failures(PERIOD)], counts),
          graph("Lambda, US dollars a day", [metrics.lambdaCost(Duration.days(1))]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: HALF_WIDTH, height: 6 });
}
