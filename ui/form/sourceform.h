// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editsession.h"
#include "form/fieldeditor.h"

#include <QPointer>
#include <QScrollArea>

#include <array>

class FormBody;
class FormRow;
class ManagedSecretRow;
class ReferenceLoader;
class SectionHeading;
class UndoBridge;
class UnknownKeys;
class QVBoxLayout;

// The form: all rows of the field table in sections inside a scroll area, bound to one edit at a
// time. Its widgets are made once, with the first one, and shown again for every source. Edits go
// through the undo bridge of the session; names behind references come from the loader. GUI thread.
class SourceForm final : public QScrollArea
{
    Q_OBJECT
public:
    explicit SourceForm(QWidget *parent = nullptr);
    ~SourceForm() override;

    /// Shows the edit of `bridge`, or nothing for a null. Both are borrowed; a bridge that dies
    /// empties the form.
    void setSession(UndoBridge *bridge, ReferenceLoader *loader);
    EditSession *session() const;

    /// Null before the first session: rows are made when they are needed.
    FormRow *rowFor(Field field) const { return m_rows[indexOf(field)]; }
    /// Scrolls to a field and moves the focus into it, or to an item of its list.
    void focusField(Field field, std::optional<int> item = {});
    /// The field whose editor has the focus; none when it is elsewhere.
    std::optional<Field> focusedField() const;
    /// Brings the heading of a section to the top.
    void scrollToSection(Section section);
    /// The section at the top of the view.
    Section currentSection() const;
    bool hasSection(Section section) const;
    int changedCount(Section section) const;
    int problemCount(Section section) const;

Q_SIGNALS:
    void currentSectionChanged(Section section);
    /// The focus went into the editor of another field, or out of the form.
    void focusedFieldChanged();
    /// Marks or problems changed, so counts per section may have.
    void countsChanged();
    /// A stored secret could not be fetched for showing.
    void revealFailed(const Error &error);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    bool isBuilt() const { return m_unknown != nullptr; }
    void build();
    void fitWidth();
    void buildSection(Section section);
    void connectRow(FormRow *row);
    void bind(EditSession &session);
    void unbind();
    void showFields(const FieldSet &fields);
    void showField(Field field);
    void showAll();
    void showProblems();
    void showUnknownKeys();
    void showReferences(ReferenceTarget target);
    void wantReferencesShown();
    void reveal(Field field);
    void showStep(Field field);
    void keepAnchor();
    void rememberAnchor();
    void noteFocus();

    std::optional<Field> m_focused;
    std::array<FormRow *, fieldCount> m_rows{};
    std::array<SectionHeading *, sectionCount> m_headings{};
    FormBody *m_body;
    QVBoxLayout *m_layout;
    ManagedSecretRow *m_managedSecret = nullptr; ///< below the Plex token, which it replaces
    UnknownKeys *m_unknown = nullptr;
    QPointer<UndoBridge> m_bridge;
    QPointer<EditSession> m_session;
    QPointer<ReferenceLoader> m_loader;
    CallHandle m_revealCall;
    QPointer<QWidget> m_anchor; ///< the row that keeps its place when others grow
    int m_anchorTop = 0;        ///< its place in the viewport, pixels
    Section m_section = Section::General;
};
