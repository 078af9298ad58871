<?php
/**
 * Pushes the news of a 1C-Bitrix site to poisk (docs/push.md). The environment has the token as POISK_TOKEN.
 *
 * No event comes at the time of ACTIVE_FROM: such an element is sent when it is next saved.
 */

// Address of the server with the beginning of the keys, address of the site, and number of the block of news.
const POISK_ARTICLES = 'https://search.example/articles/bitrix/';
const POISK_SITE = 'https://news.example';
const POISK_IBLOCK = 7;

function poiskSend(string $method, int $id, ?array $article = null): void {
    $http = new \Bitrix\Main\Web\HttpClient(['socketTimeout' => 5, 'streamTimeout' => 10]);
    $http->setHeader('Authorization', 'Bearer ' . getenv('POISK_TOKEN'));
    $http->setHeader('Content-Type', 'application/json');
    $http->query($method, POISK_ARTICLES . "$id.json", $article === null ? null : json_encode($article, JSON_INVALID_UTF8_SUBSTITUTE));
    if ($http->getStatus() !== 202) AddMessage2Log("$method $id: " . $http->getStatus() . ' ' . $http->getResult(), 'poisk');
}

function poiskPush(array &$fields): void {
    if (($fields['RESULT'] ?? false) === false) return;
    // An update's event may hold only the changed fields, so the element is read again. An inactive one is not found.
    $shown = ['IBLOCK_ID' => POISK_IBLOCK, 'ID' => $fields['ID'], 'ACTIVE' => 'Y', 'ACTIVE_DATE' => 'Y'];
    $wanted = ['ID', 'IBLOCK_ID', 'NAME', 'PREVIEW_TEXT', 'DETAIL_TEXT', 'DETAIL_PAGE_URL', 'ACTIVE_FROM', 'DATE_CREATE'];
    $news = CIBlockElement::GetList([], $shown, false, false, $wanted)->GetNext();
    if ($news === false) {
        poiskDelete($fields);
        return;
    }
    poiskSend('PUT', (int) $news['ID'], [
        'id'    => "bitrix-{$news['ID']}",
        'title' => $news['~NAME'],
        'lead'  => $news['~PREVIEW_TEXT'],
        'text'  => $news['~DETAIL_TEXT'],
        'url'   => POISK_SITE . $news['~DETAIL_PAGE_URL'],
        'date'  => date(DATE_ATOM, MakeTimeStamp($news['ACTIVE_FROM'] ?: $news['DATE_CREATE'])),
    ]);
}

function poiskDelete(array $fields): void {
    if ((int) $fields['IBLOCK_ID'] === POISK_IBLOCK) poiskSend('DELETE', (int) $fields['ID']);
}

AddEventHandler('iblock', 'OnAfterIBlockElementAdd', 'poiskPush');
AddEventHandler('iblock', 'OnAfterIBlockElementUpdate', 'poiskPush');
AddEventHandler('iblock', 'OnAfterIBlockElementDelete', 'poiskDelete');
