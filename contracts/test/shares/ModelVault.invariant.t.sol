// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Mandate} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {NoReturnToken} from "../support/tokens/NoReturnToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {SplitterDouble} from "./support/SplitterDouble.sol";
import {VaultHandler} from "./support/VaultHandler.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev Whatever anybody does in any order: the books are what is held, nobody gains by moving in and out, and the agent
/// stays within the mandate. The vault's asset can be frozen; of its positions one returns nothing, one charges for
/// transfers, one calls back.
contract ModelVaultInvariantTest is VaultSetup {
    VaultHandler private handler;
    BlockListToken private dollar;

    function setUp() public override {
        super.setUp();
        dollar = new BlockListToken();
        address[] memory tokens = new address[](4);
        tokens[0] = address(new NoReturnToken());
        tokens[1] = address(new FeeOnTransferToken(0));
        tokens[2] = address(new ReentrantToken());
        tokens[3] = address(gold);
        oracle.setPrice(address(dollar), 1e18);
        factory.setAsset(address(dollar), true);
        for (uint256 i = 0; i < tokens.length; i++) {
            if (i < 3) oracle.setPrice(tokens[i], (10 ** (2 * i)) * 1e18);
            factory.setAsset(tokens[i], true);
        }
        splitter = new SplitterDouble(IERC20(dollar));
        factory.addVersion(address(new ModelVault(factory, oracle, address(splitter))));
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(dollar);
        Mandate memory mandate_ = mandate();
        mandate_.assets = tokens;
        mandate_.drawdownBpsMax = 4_000;
        vault = makeVault(terms_, mandate_, "invariant");
        handler = new VaultHandler(vault, market, tokens);
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](20);
        selectors[0] = handler.deposit.selector;
        selectors[1] = handler.mint.selector;
        selectors[2] = handler.redeem.selector;
        selectors[3] = handler.withdraw.selector;
        selectors[4] = handler.requestRedeem.selector;
        selectors[5] = handler.cancelRequest.selector;
        selectors[6] = handler.processRequests.selector;
        selectors[7] = handler.exitInKind.selector;
        selectors[8] = handler.claim.selector;
        selectors[9] = handler.requestFees.selector;
        selectors[10] = handler.report.selector;
        selectors[11] = handler.trade.selector;
        selectors[12] = handler.movePrice.selector;
        selectors[13] = handler.breakOracle.selector;
        selectors[14] = handler.misbehave.selector;
        selectors[15] = handler.donate.selector;
        selectors[16] = handler.wait.selector;
        selectors[17] = handler.calm.selector;
        // Twice as often: without trades and deposits nothing happens.
        selectors[18] = handler.trade.selector;
        selectors[19] = handler.deposit.selector;
        targetSelector(address(handler), selectors);
    }

    /// @dev All at once, because each property by itself would be a campaign of its own over the same walk.
    function invariant_TheVaultKeepsItsPromises() public {
        checkNoPromiseWasBroken();
        checkBooksAreWhatIsHeld();
        checkSharesAddUp();
        checkLockedProfitIsThere();
        checkAgentStaysWithinTheMandate();
    }

    /// @dev 1 and 9 of the list: what the handler saw at each step.
    function checkNoPromiseWasBroken() private {
        handler.checkNotReentered();
        assertEq(handler.broken(), "");
    }

    /// @dev The vault counts as its own exactly what it holds beyond debts and gifts: nothing is owed that is not there.
    function checkBooksAreWhatIsHeld() private view {
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, handler.counted(address(dollar)), "cash");
        for (uint256 i = 0; i < handler.tokenCount(); i++) {
            address token = handler.tokens(i);
            (uint256 held,) = vault.holdingOf(token);
            assertEq(held, handler.counted(token), "position");
        }
    }

    /// @dev Every share belongs to an actor, waits in the queue or is a fee.
    function checkSharesAddUp() private view {
        uint256 sum = vault.feeShares();
        for (uint256 i = 0; i < handler.actorCount(); i++) {
            sum += vault.balanceOf(handler.actors(i));
        }
        (uint256 head, uint256 tail) = vault.queue();
        for (uint256 id = head; id < tail; id++) {
            sum += vault.requestOf(id).shares;
        }
        assertEq(sum, vault.totalSupply());
    }

    /// @dev What is locked is there, and prices to shareholders never promise more than the vault has.
    function checkLockedProfitIsThere() private view {
        (uint256 idle, uint256 deployed, uint256 locked,,,) = vault.books();
        assertLe(locked, idle + deployed);
    }

    /// @dev 9: the agent ends with nothing of the vault's, and the list of positions is what is held.
    function checkAgentStaysWithinTheMandate() private view {
        assertEq(dollar.balanceOf(agent), 0, "agent");
        (address[] memory tokens, uint256[] memory amounts) = vault.positions();
        assertLe(tokens.length, handler.tokenCount());
        for (uint256 i = 0; i < tokens.length; i++) {
            (, bool listed) = vault.holdingOf(tokens[i]);
            assertTrue(listed, "not in the mandate");
            assertEq(IERC20(tokens[i]).balanceOf(agent), 0, "agent");
            assertGt(amounts[i] + 1, 0);
            for (uint256 j = 0; j < i; j++) {
                assertNotEq(tokens[i], tokens[j], "listed twice");
            }
        }
    }

    /// @dev The handler is no straw man: every action succeeds in some state.
    function test_HandlerReachesEverything() public {
        handler.deposit(0, 1e11);
        handler.mint(1, 1e17);
        handler.trade(0, 7, 5_000, 50, 1);
        handler.report();
        handler.movePrice(3, 12_500);
        handler.report();
        handler.donate(0, 1e6);
        handler.requestRedeem(0, 5e16);
        handler.requestRedeem(1, 5e16);
        handler.wait(4 days);
        handler.processRequests(5);
        handler.claim(1, 0);
        handler.requestRedeem(0, 1e15);
        handler.requestRedeem(0, 1e15);
        handler.wait(4 days);
        handler.exitInKind(0);
        handler.cancelRequest(1);
        handler.trade(7, 0, 10_000, 50, 1);
        handler.processRequests(5);
        handler.redeem(0, 1e15);
        handler.withdraw(0, 1e6);
        handler.requestFees();
        string[15] memory actions = [
            "deposit",
            "mint",
            "trade",
            "report",
            "movePrice",
            "donate",
            "requestRedeem",
            "processRequests",
            "claim",
            "exitInKind",
            "cancelRequest",
            "redeem",
            "withdraw",
            "requestFees",
            "report"
        ];
        for (uint256 i = 0; i < actions.length; i++) {
            assertGt(handler.done(actions[i]), 0, actions[i]);
        }
        assertEq(handler.broken(), "");
    }
}
