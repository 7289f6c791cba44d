// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretcontract.h"
#include "secrets/memorysecretstore.h"

#include <QTest>

// The memory's suite; that of the keychain is in tst_keychain.
class TestMemoryContract final : public SecretContract
{
    Q_OBJECT
protected:
    SecretPort &port() override { return m_store; }

private:
    MemorySecretStore m_store;
};

QTEST_GUILESS_MAIN(TestMemoryContract)
#include "tst_secretcontract.moc"
