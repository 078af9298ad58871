<?php
// What examples/bitrix calls of 1C-Bitrix, as its documentation (dev.1c-bitrix.ru) describes it.

namespace Bitrix\Main\Web {
    final class HttpClient {
        private array $headers = [];
        private int $status = 0;
        private string $result = '';

        public function __construct(private array $options = []) {}

        public function setHeader(string $name, string $value): void { $this->headers[] = "$name: $value"; }

        public function query(string $method, string $url, mixed $entityBody = null): bool {
            $context = stream_context_create(['http' => [
                'method' => $method, 'header' => $this->headers, 'content' => (string) $entityBody,
                'timeout' => $this->options['streamTimeout'], 'ignore_errors' => true,
            ]]);
            $body = @file_get_contents($url, false, $context);
            if ($body === false) return false;
            preg_match('/^HTTP\/\S+ (\d+)/', $http_response_header[0], $status);
            [$this->status, $this->result] = [(int) $status[1], $body];
            return true;
        }

        public function getStatus(): int { return $this->status; }
        public function getResult(): string { return $this->result; }
    }
}

namespace {
    $handlers = [];
    // Elements by ID, as the block of news has them.
    $elements = [];

    function AddEventHandler(string $module, string $event, callable $handler): void {
        $GLOBALS['handlers'][$event][] = $handler;
    }

    function send(string $event, array $fields): void {
        foreach ($GLOBALS['handlers'][$event] ?? [] as $handler) $handler(...[&$fields]);
    }

    function AddMessage2Log(string $text, string $module = ''): void { fwrite(STDERR, "$module: $text\n"); }

    function MakeTimeStamp(string $date): int|false {
        return DateTime::createFromFormat('d.m.Y H:i:s', $date, new DateTimeZone('Europe/Moscow'))->getTimestamp();
    }

    final class Result {
        public function __construct(private ?array $element) {}

        public function GetNext(): array|false {
            if ($this->element === null) return false;
            $fields = [];
            foreach ($this->element as $name => $value) $fields += [$name => htmlspecialchars((string) $value), "~$name" => $value];
            return $fields;
        }
    }

    final class CIBlockElement {
        public static function GetList(array $order, array $filter, bool $group, bool $nav, array $select): Result {
            foreach ($GLOBALS['elements'] as $element) {
                if (array_diff_assoc(array_intersect_key($filter, $element), $element) === []) return new Result($element);
            }
            return new Result(null);
        }
    }
}
