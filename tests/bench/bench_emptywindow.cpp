// SPDX-License-Identifier: GPL-3.0-or-later
// What any Qt window costs: shows an empty one of the program's size and ends right after its first
// paint. Run by tests/bench/run.sh.
#include <QApplication>
#include <QMainWindow>
#include <QTimer>

#include <unistd.h>

namespace {
class EmptyWindow final : public QMainWindow
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        // after the paint; without the time that taking down takes
        QTimer::singleShot(0, this, [] { _exit(0); });
    }
};
} // namespace

int main(int argc, char **argv)
{
    const QApplication program(argc, argv);
    EmptyWindow window;
    window.resize(1366, 768);
    window.show();
    return QApplication::exec();
}
