// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the real window against a server and measures it; see tests/bench/run.sh.
//
// Usage: bench_window list|form|save|big URL [number of saves], the token in SOURCEDESK_TOKEN.
//   list  ends right after the first paint with rows        form  ends right after the first form
//   save  saves again and again                              big   a scripted run through a long
//   list
#include "bigrun.h"
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "desk.h"
#include "editpage.h"
#include "form/sourceform.h"
#include "saverun.h"

#include <QApplication>
#include <QIcon>
#include <QListView>

#include <cstdio>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace {

/// Ends at once: what taking down costs is not part of a start.
void leave()
{
    _exit(0);
}

void untilList(BenchDesk &desk)
{
    desk.start();
    const auto hasRows = [&desk] { return desk.list().model()->rowCount() > 0; };
    afterPaint(*desk.list().viewport(), hasRows, &leave);
}

void untilForm(BenchDesk &desk)
{
    desk.start();
    QObject::connect(&desk.server(), &ServerSession::listChanged, &desk.window(), [&desk] {
        MainWindow &window = desk.window();
        if (!desk.server().wasListRead() || window.page()->edit() || !window.openFirstSource())
            return;
        const EditSession *edit = window.page()->edit();
        QObject::connect(edit, &EditSession::loaded, &window, [&window] {
            afterPaint(
                    *window.page()->form(), [] { return true; }, &leave);
        });
    });
}

} // namespace

int main(int argc, char **argv)
{
    QApplication program(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QByteArray token = qgetenv("SOURCEDESK_TOKEN");
    if (arguments.size() < 3 || token.isEmpty()) {
        std::fputs("bench_window: see the head of bench_window.cpp\n", stderr);
        return 2;
    }
    QApplication::setWindowIcon(QIcon(u":/icons/program.svg"_s));
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(tokensFor(QGuiApplication::palette())));

    const QString mode = arguments.at(1);
    const std::unique_ptr<BenchDesk> desk =
            BenchDesk::connectedTo(arguments.at(2), Secret(QString::fromUtf8(token)));
    if (!desk)
        return 2;
    std::unique_ptr<SaveRun> saves;
    std::unique_ptr<BigRun> big;
    if (mode == "list"_L1) {
        untilList(*desk);
    } else if (mode == "form"_L1) {
        untilForm(*desk);
    } else if (mode == "save"_L1) {
        desk->start();
        saves = std::make_unique<SaveRun>(*desk, arguments.value(3, u"40"_s).toInt());
    } else if (mode == "big"_L1) {
        big = std::make_unique<BigRun>(*desk);
    } else {
        return 2;
    }
    return QApplication::exec();
}
