// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/deskstyle.h"
#include "common/tokens.h"
#include "fakehistory.h"
#include "history/historypanel.h"
#include "historysamples.h"
#include "items/historylistmodel.h"
#include "memorysettings.h"

#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

inline Error storageError()
{
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = QStringLiteral("disk I/O error");
    return error;
}

// The page of the history on storage that answers when a test says so; what tests of it share.
class HistoryDesk
{
protected:
    void makeDesk()
    {
        QApplication::setPalette(paletteOf(lightTokens()));
        m_history = std::make_unique<FakeHistory>();
        m_files = std::make_unique<FakeFiles>();
        m_settings = std::make_unique<MemorySettings>();
        makePanel();
    }
    void clearDesk()
    {
        m_panel.reset();
        m_history.reset();
    }
    void makePanel()
    {
        m_panel = std::make_unique<HistoryPanel>(*m_history, *m_files, *m_settings);
        m_panel->resize(1066, 672);
    }
    void showPanel()
    {
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    /// Shown with what `m_history` has for the one connection.
    void open()
    {
        m_panel->setServer(server);
        showPanel();
        QVERIFY(m_history->answer());
    }
    QTableView *table() const { return m_panel->findChild<QTableView *>(); }
    QLineEdit *search() const { return m_panel->findChild<QLineEdit *>(); }
    QPushButton *button(const QString &text) const
    {
        for (auto *button : m_panel->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
    }
    const QLabel *label(const QString &part) const
    {
        for (const auto *label : m_panel->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(part))
                return label;
        }
        return nullptr;
    }
    bool hasText(const QString &part) const { return label(part); }
    static QString idAt(const QModelIndex &index)
    {
        return index.data(HistoryListModel::IdRole).toString();
    }
    void select(const QString &id)
    {
        const auto *model = qobject_cast<HistoryListModel *>(table()->model());
        table()->setCurrentIndex(model->indexOfId(id));
    }
    void scrollToEnd()
    {
        QApplication::sendPostedEvents(); // what is still to be laid out
        table()->verticalScrollBar()->setValue(0);
        table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    }
    /// Answers the file dialog that is open.
    void choose(const QString &name)
    {
        auto *dialog = m_panel->findChild<QFileDialog *>();
        QVERIFY(dialog);
        dialog->setDirectory(m_folder.path());
        dialog->selectFile(name);
        QMetaObject::invokeMethod(dialog, "accept");
    }

    const QString server = QStringLiteral("https://auth.example.org");
    QTemporaryDir m_folder;
    std::unique_ptr<FakeHistory> m_history;
    std::unique_ptr<FakeFiles> m_files;
    std::unique_ptr<MemorySettings> m_settings;
    std::unique_ptr<HistoryPanel> m_panel;
};
