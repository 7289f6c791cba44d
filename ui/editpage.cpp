// SPDX-License-Identifier: GPL-3.0-or-later
#include "editpage.h"

#include "changes/conflictdesk.h"
#include "changes/editexporter.h"
#include "changes/reviewpage.h"
#include "draftkeeper.h"
#include "draftsummary.h"
#include "editexport.h"
#include "editsession.h"
#include "form/formheader.h"
#include "form/invitation.h"
#include "form/savebar.h"
#include "form/savegate.h"
#include "form/sectionlist.h"
#include "form/sourceform.h"
#include "form/summarybar.h"
#include "form/undobridge.h"
#include "inspector.h"
#include "moment.h"
#include "readonly.h"
#include "referenceloader.h"
#include "serversession.h"
#include "source/errortext.h"
#include "source/fieldtable.h"
#include "summary.h"

#include <QApplication>
#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QUndoStack>

using namespace Qt::Literals::StringLiterals;

EditPage::EditPage(Clock &clock, FilePort &files, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_conflicts(new ConflictDesk(this))
    , m_exporter(new EditExporter(files, this))
    , m_gate(new SaveGate(this))
{
    build();
    connectParts();
    updateAll();
}

EditPage::~EditPage()
{
    m_gate->disconnect(this);
    m_form->setSession(nullptr, nullptr); // before the bridges go
    m_conflicts->setEdit(nullptr);
    for (const auto &[edit, bridge] : m_bridges)
        bridge->stack().disconnect(this); // an undo stack tells of its own end
    if (m_edit)
        m_edit->disconnect(this);
}

void EditPage::build()
{
    m_header = new FormHeader(this);
    m_summary = new SummaryBar(this);
    m_pages = new QStackedWidget(this);
    m_form = new SourceForm(m_pages);
    m_review = new ReviewPage(m_pages);
    m_pages->addWidget(new Invitation(m_pages));
    m_pages->addWidget(m_form);
    m_pages->addWidget(m_review);
    m_inspector = new Inspector(this);
    m_sections = m_inspector->sections();
    m_saveBar = new SaveBar(this);

    auto *left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(m_summary);
    left->addWidget(m_pages, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addLayout(left, 1);
    middle->addWidget(m_inspector);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0); // the hairline beside the list
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(middle, 1);
    column->addWidget(m_saveBar);
}

void EditPage::connectParts()
{
    connect(m_saveBar, &SaveBar::saveRequested, this, &EditPage::save);
    connect(m_saveBar, &SaveBar::discardRequested, this, &EditPage::discard);
    connect(m_saveBar, &SaveBar::reviewRequested, this, &EditPage::setReviewOpen);
    connect(m_saveBar, &SaveBar::queueRequested, this, &EditPage::setQueued);
    connect(m_saveBar, &SaveBar::cancelRequested, this, [this] {
        if (m_edit)
            m_edit->cancelSave();
    });
    const auto jump = [this](Section section) {
        setReviewOpen(false);
        m_form->scrollToSection(section);
    };
    connect(m_sections, &SectionList::sectionRequested, this, jump);
    connect(m_header, &FormHeader::sectionRequested, this, jump);
    connect(m_form, &SourceForm::currentSectionChanged, m_sections,
            &SectionList::setCurrentSection);
    connect(m_form, &SourceForm::currentSectionChanged, m_header, &FormHeader::setCurrentSection);
    connect(m_form, &SourceForm::countsChanged, this, &EditPage::updateSections);
    connect(m_form, &SourceForm::revealFailed, this, [this](const Error &error) {
        Q_EMIT said(describe(error, {Situation::Reveal, m_look.host, m_edit->server().name(), 0})
                            .both());
    });
    connect(m_summary, &SummaryBar::fieldRequested, this,
            [this](Field field, const std::optional<int> &item) {
                setReviewOpen(false);
                m_form->focusField(field, item);
            });
    connect(m_summary, &SummaryBar::copyRequested, this, &EditPage::copyRequested);
    connect(m_summary, &SummaryBar::openChanged, this, &EditPage::updateSaveBar);
    connect(m_summary, &SummaryBar::actionRequested, this, &EditPage::act);
    connect(m_conflicts, &ConflictDesk::sendRequested, this, &EditPage::save);
    connect(m_gate, &SaveGate::refused, this, &EditPage::sendRefused);
    connect(m_conflicts, &ConflictDesk::closed, m_summary, &SummaryBar::reopen);
    connect(m_exporter, &EditExporter::said, this, &EditPage::said);
    connect(m_review, &ReviewPage::copyRequested, this, &EditPage::copyRequested);
    connect(m_review, &ReviewPage::revertRequested, this, [this](Field field) {
        if (m_edit)
            bridgeOf(*m_edit).revert(field);
    });
}

void EditPage::setServer(ServerSession &server, const ConnectionLook &look)
{
    m_server = &server;
    m_references = std::make_unique<ReferenceLoader>(server.api());
    m_look = look;
    m_gate->setLook(look);
    m_conflicts->setServer(server, *m_references, look);
    const auto isShown = [this](const QString &pk) { return m_edit && m_edit->pk() == pk; };
    connect(&server.confirmations(), &Confirmations::lostChanged, this,
            [this, isShown](const QString &pk) {
                if (!isShown(pk))
                    return;
                m_summary->reopen();
                updateSummary();
            });
    connect(&server.presence(), &Presence::lastChangeKnown, this,
            [this, isShown](const QString &pk) {
                if (isShown(pk))
                    updateSummary();
            });
    connect(&server.presence(), &Presence::refused, this, &EditPage::updateSummary);
    connect(&server.reachability(), &Reachability::changed, this, &EditPage::updateAll);
    connect(&server, &ServerSession::saveAgainWaits, this, [this](const EditSession *edit) {
        if (edit == m_edit)
            Q_EMIT said(tr("It is an edit again. Save it together with your other changes."));
    });
    connect(&server, &ServerSession::saveAgainLacks, this,
            [this](const EditSession *edit, const FieldSet &secrets) {
                if (edit != m_edit)
                    return;
                const Field field = *secrets.begin();
                setReviewOpen(false);
                m_form->focusField(field);
                Q_EMIT said(tr("What you typed into %1 is not kept any more. Type it again and "
                               "save.")
                                    .arg(labelOf(field)));
            });
    updateAll();
}

UndoBridge &EditPage::bridgeOf(EditSession &edit)
{
    std::unique_ptr<UndoBridge> &bridge = m_bridges[&edit];
    if (!bridge) {
        bridge = std::make_unique<UndoBridge>(edit);
        connect(&bridge->stack(), &QUndoStack::indexChanged, this, &EditPage::stateChanged);
    }
    return *bridge;
}

QUndoStack *EditPage::undoStack() const
{
    const auto found = m_bridges.find(m_edit.data());
    return found == m_bridges.end() ? nullptr : &found->second->stack();
}

void EditPage::setLook(const ConnectionLook &look)
{
    if (look != m_look)
        m_gate->setLook(look);
    m_look = look;
    m_conflicts->setLook(look);
    updateSaveBar();
}

void EditPage::showEdit(EditSession &edit)
{
    if (m_edit == &edit)
        return;
    if (m_edit)
        m_edit->disconnect(this);
    m_gate->close();
    m_edit = &edit;
    m_conflicts->setEdit(&bridgeOf(edit));
    setReviewOpen(false);
    m_pages->setCurrentWidget(m_form);
    m_form->setSession(&bridgeOf(edit), m_references.get());
    connectEdit(edit);
    m_summary->reopen();
    updateAll();
}

void EditPage::connectEdit(EditSession &edit)
{
    connect(&edit, &EditSession::phaseChanged, this, &EditPage::updateAll);
    connect(&edit, &EditSession::fieldsChanged, this, &EditPage::updateAll);
    connect(&edit, &EditSession::traitsChanged, this, &EditPage::updateAll);
    connect(&edit, &EditSession::problemsChanged, this, &EditPage::updateAll);
    connect(&edit, &EditSession::readEnded, this, &EditPage::updateAll);
    connect(&edit, &EditSession::saveEnded, this, &EditPage::saveEnded);
}

QPushButton *EditPage::saveButton() const
{
    return m_saveBar->saveButton();
}

void EditPage::refreshReferences()
{
    if (m_references)
        m_references->refresh();
}

void EditPage::commitEditor()
{
    const QPointer<QWidget> focused = QApplication::focusWidget();
    if (!focused || !m_form->isAncestorOf(focused))
        return;
    focused->clearFocus();
    if (focused)
        focused->setFocus(Qt::OtherFocusReason);
}

bool EditPage::wasTypedWhileSaving() const
{
    for (const Field field : m_edit->changed()) {
        if (m_edit->current().value(field) != m_atSave.value(field))
            return true;
    }
    return false;
}

bool EditPage::canSave() const
{
    return m_edit && m_edit->phase() == EditSession::Phase::Editing && !m_edit->changed().isEmpty()
            && cannotSaveWhy().isEmpty();
}

DraftKeeper *EditPage::keeper() const
{
    return m_edit ? m_server->keeper(m_edit->pk()) : nullptr;
}

QString EditPage::noRightWhy() const
{
    if (m_edit && m_edit->api().isReadOnly())
        return readOnlyText();
    if (!m_edit || m_edit->changeRight() != ChangeRight::Refused)
        return {};
    return tr("Your token may read Plex sources but not change them. Ask for the right to change "
              "Plex sources.");
}

QString EditPage::cannotSaveWhy() const
{
    if (const QString why = noRightWhy(); !why.isEmpty())
        return why;
    // Without drafts a try is all there is.
    if (keeper() && m_server->reachability().isTokenMissing())
        return tr("%1 has no token here. Your edits are kept.").arg(m_server->api().host());
    if (keeper() && m_server->reachability().isUnreachable())
        return tr("%1 does not answer. Your edits are kept here.").arg(m_server->api().host());
    return {};
}

void EditPage::saveEnded()
{
    if (const QString sentence = savedSentence(*m_edit, m_clock.now()); !sentence.isEmpty()) {
        Q_EMIT said(sentence);
        setReviewOpen(false);
    } else if (isVisible()) { // else the window says it
        Q_EMIT said({});
    }
    m_summary->reopen();
    updateAll();
    if (m_edit->outcome() && m_edit->outcome()->result == SaveResult::Conflict)
        m_conflicts->open();
    else
        m_conflicts->close();
    const QList<FieldProblem> &problems = m_edit->problems();
    // Whoever goes on typing keeps the cursor.
    const bool isTyping = wasTypedWhileSaving();
    m_atSave = {};
    if (problems.isEmpty() || isTyping)
        return;
    setReviewOpen(false);
    m_form->focusField(problems.first().field, problems.first().item);
}

void EditPage::discard()
{
    if (m_edit)
        bridgeOf(*m_edit).discard();
    setReviewOpen(false);
}

void EditPage::act(Summary::Action action)
{
    if (!m_edit)
        return;
    switch (action) {
    case Summary::Action::None:
        return;
    case Summary::Action::ReadAgain:
        return m_edit->refresh();
    case Summary::Action::Decide:
        commitEditor();
        return m_conflicts->open();
    case Summary::Action::Export:
        return exportEdit();
    case Summary::Action::SaveAgain:
        return saveAgain();
    case Summary::Action::Dismiss:
        return m_server->confirmations().dismiss(m_edit->pk());
    }
}

void EditPage::exportEdit()
{
    commitEditor();
    if (m_edit && !m_edit->changed().isEmpty())
        m_exporter->exportEdit(exportedEdit(*m_edit, *m_server, m_clock.now()));
}

bool EditPage::isReviewOpen() const
{
    return m_pages->currentWidget() == m_review;
}

void EditPage::setReviewOpen(bool open)
{
    if (open == isReviewOpen())
        return;
    m_pages->setCurrentWidget(open ? static_cast<QWidget *>(m_review) : m_form);
    if (open)
        m_review->setFocus(Qt::OtherFocusReason);
    setNarrow(m_isNarrow);
    updateAll();
}

void EditPage::setNarrow(bool narrow)
{
    m_isNarrow = narrow;
    m_inspector->setVisible(!narrow && !isReviewOpen());
    m_header->setSectionsShown(narrow && !isReviewOpen());
    m_saveBar->setNarrow(narrow);
}

void EditPage::updateAll()
{
    updateHeader();
    updateSummary();
    updateSaveBar();
    updateReview();
    m_gate->update();
    Q_EMIT stateChanged();
}

void EditPage::updateHeader()
{
    FormHeaderState state;
    if (m_edit) {
        state.hasSource = m_edit->isLoaded();
        state.name = m_edit->server().name();
        state.slug = m_edit->slug();
        state.enabled = SourceSummary::of(m_edit->server()).enabled;
        state.isBusy = m_edit->isRefreshing() || m_edit->phase() == EditSession::Phase::Loading
                || m_edit->phase() == EditSession::Phase::Saving;
        if (m_edit->isLoaded() && m_server->reachability().isUnreachable())
            state.readAt = momentText(m_server->readAt(m_edit->pk()));
        state.lockReason = noRightWhy();
    } else {
        state.name = tr("No source is open");
    }
    m_header->setState(state);
}

void EditPage::updateSummary()
{
    if (!m_edit)
        return m_summary->setSummaries({});
    const bool isOffline = m_server->reachability().isUnreachable();
    QList<Summary> summaries =
            summariesOf(*m_edit, isOffline ? ReadErrors::SaidElsewhere : ReadErrors::Said);
    if (const DraftKeeper *kept = keeper())
        summaries += draftSummaries(*kept, m_server->username());
    const QString pk = m_edit->pk();
    if (const auto lost = lostSummary(*m_edit, m_server->confirmations().lost(pk)))
        summaries.prepend(*lost);
    m_summary->setSummaries(summaries);
    m_conflicts->update();
}

void EditPage::updateSaveBar()
{
    SaveBarState state;
    state.isEmpty = !m_edit || !m_edit->isLoaded();
    state.target = m_look.word();
    state.targetSign = m_look.sign();
    state.targetTone = m_look.tone();
    state.isReviewOpen = isReviewOpen();
    if (!state.isEmpty) {
        state.isSaving = m_edit->phase() == EditSession::Phase::Saving;
        const FieldSet fields = state.isSaving ? m_edit->savingFields() : m_edit->changed();
        for (const Field field : fields)
            state.changedLabels.append(labelOf(field));
        state.cannotSaveWhy = cannotSaveWhy();
        state.queue = queue();
        if (const DraftKeeper *kept = keeper())
            state.cannotQueueWhy = kept->cannotQueueWhy();
        if (state.cannotQueueWhy.isEmpty() && !m_edit->conflicts().isEmpty())
            state.cannotQueueWhy = tr("Decide the conflict first.");
        if (!m_summary->isOpen()) {
            if (const auto finding = nobodyCanLogInFinding(*m_edit))
                state.finding = finding->title;
        }
    }
    m_saveBar->setState(state);
}

SaveQueue EditPage::queue() const
{
    const DraftKeeper *kept = keeper();
    if (!kept || m_edit->phase() != EditSession::Phase::Editing)
        return SaveQueue::None;
    if (kept->isQueued())
        return SaveQueue::Queued;
    return m_server->reachability().isUnreachable() ? SaveQueue::Offer : SaveQueue::None;
}

void EditPage::updateDraft()
{
    updateSummary();
    updateSaveBar();
}

void EditPage::updateSections()
{
    std::array<SectionCounts, sectionCount> counts;
    for (int section = 0; section < sectionCount; ++section) {
        counts[std::size_t(section)] = {m_form->changedCount(Section(section)),
                                        m_form->problemCount(Section(section)),
                                        m_form->hasSection(Section(section))};
    }
    m_sections->setCounts(counts);
}

void EditPage::updateReview()
{
    if (!m_edit || !isReviewOpen())
        return;
    if (m_edit->changed().isEmpty())
        return setReviewOpen(false);
    m_review->show(*m_edit);
}

void EditPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, 0, 1, height()), tokens.line);
}
