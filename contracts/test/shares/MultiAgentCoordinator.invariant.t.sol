// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Members} from "../../src/shares/Consortium.sol";
import {Mandate} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {ConsortiumHandler} from "./support/ConsortiumHandler.sol";
import {ConsortiumSetup} from "./support/ConsortiumSetup.sol";
import {SplitterDouble} from "./support/SplitterDouble.sol";

/// @dev Whatever members and others do in any order: nothing is decided below the threshold, everybody can leave in kind, the
/// consortium owns nothing, and a distribution moves nothing from one to another.
contract MultiAgentCoordinatorInvariantTest is ConsortiumSetup {
    ConsortiumHandler private handler;
    BlockListToken private dollar;

    function setUp() public override {
        super.setUp();
        dollar = new BlockListToken();
        address[] memory tokens = new address[](3);
        (tokens[0], tokens[1]) = (address(new FeeOnTransferToken(0)), address(new ReentrantToken()));
        tokens[2] = address(gold);
        oracle.setPrice(address(dollar), 1e18);
        oracle.setPrice(tokens[0], 3e18);
        oracle.setPrice(tokens[1], 50e18);
        factory.setAsset(address(dollar), true);
        factory.setAsset(tokens[0], true);
        factory.setAsset(tokens[1], true);
        splitter = new SplitterDouble(IERC20(dollar));
        factory.addVersion(address(new ModelVault(factory, oracle, address(splitter))));
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(dollar);
        Mandate memory mandate_ = mandate();
        mandate_.assets = tokens;
        mandate_.drawdownBpsMax = 4_000;
        Members memory members = Members(new address[](4), new uint64[](4), 250);
        string[4] memory names = ["ann", "ben", "cleo", "dora"];
        for (uint256 i = 0; i < 4; i++) {
            (members.accounts[i], members.weights[i]) = (makeAddr(names[i]), 100);
        }
        // A unit of weight is a hundred dollars at the first price.
        (, consortium, vault) = coordinator.createConsortium("walk", terms_, mandate_, members, 100e6 * 1e6);
        handler = new ConsortiumHandler(consortium, market, tokens);
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](19);
        selectors[0] = handler.contribute.selector;
        selectors[1] = handler.requestRedeem.selector;
        selectors[2] = handler.transferShares.selector;
        selectors[3] = handler.processRequests.selector;
        selectors[4] = handler.exitInKind.selector;
        selectors[5] = handler.claim.selector;
        selectors[6] = handler.allow.selector;
        selectors[7] = handler.distribute.selector;
        selectors[8] = handler.trade.selector;
        selectors[9] = handler.replay.selector;
        selectors[10] = handler.setMembers.selector;
        selectors[11] = handler.movePrice.selector;
        selectors[12] = handler.breakOracle.selector;
        selectors[13] = handler.misbehave.selector;
        selectors[14] = handler.wait.selector;
        selectors[15] = handler.calm.selector;
        // Oftener: without money and trades nothing happens.
        selectors[16] = handler.contribute.selector;
        selectors[17] = handler.trade.selector;
        selectors[18] = handler.trade.selector;
        targetSelector(address(handler), selectors);
    }

    /// @dev All at once, because each property by itself would be a campaign of its own over the same walk.
    function invariant_TheConsortiumKeepsItsPromises() public view {
        assertEq(handler.broken(), "");
        checkEachDecisionIsUsedOnce();
        checkNobodyDecidesAlone();
        checkClaimsAreTheVault();
        checkItOwnsNothing();
    }

    function checkEachDecisionIsUsedOnce() private view {
        assertEq(consortium.nonce(), handler.decisions(), "decisions");
    }

    /// @dev More than half, no more than all, and more than anybody.
    function checkNobodyDecidesAlone() private view {
        uint256 threshold = consortium.threshold();
        uint256 total = 0;
        for (uint256 i = 0; i < handler.peopleCount(); i++) {
            uint256 weight = handler.agreed(handler.people(i));
            total += weight;
            assertLt(weight, threshold, "one alone");
            assertLe(consortium.weightOf(handler.people(i)), weight, "more than agreed");
        }
        assertEq(consortium.totalWeight(), total, "all");
        assertGt(2 * threshold, total, "half");
        assertLe(threshold, total, "all");
    }

    /// @dev Every share is somebody's, and the books are what is held: claims of members are the vault.
    function checkClaimsAreTheVault() private view {
        uint256 sum = vault.feeShares();
        for (uint256 i = 0; i < handler.peopleCount(); i++) {
            sum += vault.balanceOf(handler.people(i));
        }
        (uint256 head, uint256 tail) = vault.queue();
        for (uint256 id = head; id < tail; id++) {
            sum += vault.requestOf(id).shares;
        }
        assertEq(sum, vault.totalSupply(), "shares");
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, handler.counted(address(dollar)), "cash");
        for (uint256 i = 0; i < handler.tokenCount(); i++) {
            (uint256 held,) = vault.holdingOf(handler.tokens(i));
            assertEq(held, handler.counted(handler.tokens(i)), "position");
        }
    }

    function checkItOwnsNothing() private view {
        assertEq(dollar.balanceOf(address(consortium)), 0, "cash");
        assertEq(dollar.allowance(address(consortium), address(vault)), 0, "allowance");
        assertEq(vault.balanceOf(address(consortium)), 0, "shares");
        assertEq(vault.agent(), address(consortium), "agent");
        assertEq(vault.manager(), address(consortium), "manager");
    }

    /// @dev The handler is no straw man: every action succeeds in some state.
    function test_HandlerReachesEverything() public {
        for (uint256 i = 0; i < 4; i++) {
            handler.contribute(i, 1e10);
        }
        handler.allow(0, 0);
        handler.trade(0, 2, 4_000, 15, 0);
        handler.movePrice(2, 12_500);
        handler.trade(5, 0, 8_000, 15, 0);
        handler.wait(4 days);
        handler.wait(4 days);
        handler.wait(4 days);
        handler.distribute();
        handler.replay(0);
        handler.setMembers(0, 120, 15, 15);
        handler.transferShares(0, 4, 1e12);
        handler.requestRedeem(1, 1e12);
        handler.wait(4 days);
        handler.exitInKind(1);
        handler.processRequests(5);
        handler.claim(5, 0);
        string[11] memory actions = [
            "contribute",
            "trade",
            "distribute",
            "claim",
            "replay",
            "setMembers",
            "transferShares",
            "requestRedeem",
            "exitInKind",
            "processRequests",
            "contribute"
        ];
        for (uint256 i = 0; i < actions.length; i++) {
            assertGt(handler.done(actions[i]), 0, actions[i]);
        }
        assertEq(handler.broken(), "");
    }
}
