// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/exchange.h"
#include "api/jsonanswer.h"

#include <QFutureWatcher>
#include <QObject>
#include <QPointer>
#include <QtConcurrentRun>

#include <functional>
#include <memory>

// Reads all pages of a list, one after the other, at most maxPages, following `next` only while it
// grows. Big pages are parsed on a thread of the global pool, so that the GUI thread never stands
// still for one; what such a thread still works on when the call dies is dropped. Made by
// AuthentikClient, lives on its thread.
template <typename Item>
class PagedRead final : public QObject, public Call
{
public:
    using Page = ListPage<Item>;
    using PageDone = std::function<void(const Page &)>;

    static constexpr int maxPages = 1000;
    static constexpr qsizetype parsedHere = 128 * 1024; ///< bytes; parsing them takes about 1 ms

    PagedRead(Transport &transport, const Request &first, ItemReader<Item> reader, PageDone page,
              Done<void> done)
        : m_transport(transport)
        , m_request(first)
        , m_reader(reader)
        , m_page(std::move(page))
        , m_done(std::move(done))
    {
        QObject::connect(&m_parsing, &QFutureWatcherBase::finished, this,
                         [this] { take(m_parsing.result()); });
        fetch(1);
    }

    void cancel() override
    {
        if (!m_done || m_cancelled)
            return;
        m_cancelled = true;
        m_running.reset();
        QMetaObject::invokeMethod(
                this,
                [this] {
                    Error error;
                    error.kind = ErrorKind::Cancelled;
                    error.arrival = Arrival::Answered;
                    end(failure(error));
                },
                Qt::QueuedConnection);
    }

private:
    void fetch(int number)
    {
        m_number = number;
        ++m_fetched;
        Request request = m_request;
        request.query.addQueryItem(QStringLiteral("page"), QString::number(number));
        m_running = std::make_unique<Exchange>(m_transport, request, [this](Result<Answer> answer) {
            answered(std::move(answer));
        });
    }

    void answered(Result<Answer> answer)
    {
        if (!answer) {
            const bool vanished = m_number > 1 && answer.error().kind == ErrorKind::NotFound;
            if (vanished) // the list became shorter while it was read
                take(Page());
            else
                end(failure(answer.error()));
            return;
        }
        m_answer = std::move(answer).value();
        if (m_answer.body.size() <= parsedHere) {
            take(readListPage<Item>(m_answer, m_reader));
            return;
        }
        m_running.reset();
        m_parsing.setFuture(QtConcurrent::run(&readListPage<Item>, m_answer, m_reader));
    }

    void take(const Result<Page> &page)
    {
        if (m_cancelled)
            return;
        if (!page) {
            end(failure(page.error()));
            return;
        }
        const QPointer<QObject> alive(this);
        m_page(page.value());
        if (!alive || m_cancelled)
            return;
        const int next = page->next;
        if (next == 0)
            end({});
        else if (next <= m_number || m_fetched >= maxPages)
            end(failure(endlessList(m_answer)));
        else
            fetch(next);
    }

    void end(const Result<void> &result)
    {
        const Done<void> done = std::move(m_done);
        m_done = nullptr;
        done(result); // may destroy this
    }

    Transport &m_transport;
    Request m_request;
    ItemReader<Item> m_reader;
    PageDone m_page;
    Done<void> m_done;
    Answer m_answer;
    int m_number = 0;
    int m_fetched = 0;
    bool m_cancelled = false;
    CallHandle m_running;
    QFutureWatcher<Result<Page>> m_parsing;
};
