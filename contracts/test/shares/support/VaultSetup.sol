// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Mandate, Trade} from "../../../src/shares/Mandate.sol";
import {ModelVault} from "../../../src/shares/ModelVault.sol";
import {ModelVaultFactory} from "../../../src/shares/ModelVaultFactory.sol";
import {ShareTerms} from "../../../src/shares/ShareVault.sol";
import {MockOracle} from "../../support/oracles/MockOracle.sol";
import {Test} from "../../support/Test.sol";
import {ZooToken} from "../../support/tokens/ZooToken.sol";
import {MarketAdapter} from "./MarketAdapter.sol";
import {SplitterDouble} from "./SplitterDouble.sol";

/// @title One vault over a dollar of six decimals, with gold (18) and silver (8) in its mandate
/// @dev Gold is 2,000 dollars a unit, silver 25. Fees go to split 7. This test is the admin of everything.
abstract contract VaultSetup is Test {
    uint256 internal constant USD = 1e6;
    uint256 internal constant GOLD = 1e18;
    uint256 internal constant SPLIT_ID = 7;

    AccessManager internal authority;
    ModelVaultFactory internal factory;
    MockOracle internal oracle;
    ZooToken internal usd;
    ZooToken internal gold;
    ZooToken internal silver;
    MarketAdapter internal market;
    SplitterDouble internal splitter;
    ModelVault internal vault;

    address internal alice;
    address internal bob;
    address internal mallory;
    address internal agent;
    address internal manager;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        (alice, bob, mallory) = (makeAddr("alice"), makeAddr("bob"), makeAddr("mallory"));
        (agent, manager) = (makeAddr("agent"), makeAddr("manager"));
        authority = new AccessManager(address(this));
        factory = new ModelVaultFactory(address(authority));
        oracle = new MockOracle();
        usd = new ZooToken("USD", 6);
        gold = new ZooToken("GOLD", 18);
        silver = new ZooToken("SILVER", 8);
        oracle.setPrice(address(usd), 1e18);
        oracle.setPrice(address(gold), 2_000e18);
        oracle.setPrice(address(silver), 25e18);
        market = new MarketAdapter(oracle);
        splitter = new SplitterDouble(IERC20(usd));
        factory.setAsset(address(usd), true);
        factory.setAsset(address(gold), true);
        factory.setAsset(address(silver), true);
        factory.setAdapter(address(market), true);
        factory.addVersion(address(new ModelVault(factory, oracle, address(splitter))));
        vault = makeVault(terms(), mandate(), "first");
        fund(alice, vault, 1_000_000 * USD);
        fund(bob, vault, 1_000_000 * USD);
        fund(mallory, vault, 1_000_000 * USD);
    }

    function terms() internal view virtual returns (ShareTerms memory) {
        return ShareTerms({
            asset: IERC20(usd),
            name: "Model One",
            symbol: "qM1",
            gate: address(0),
            depositCap: 0,
            feeBps: 1_000,
            splitId: SPLIT_ID,
            unlockSeconds: 10 days,
            exitDelaySeconds: 1 hours,
            inKindDelaySeconds: 3 days
        });
    }

    function mandate() internal view virtual returns (Mandate memory) {
        address[] memory assets = new address[](2);
        (assets[0], assets[1]) = (address(gold), address(silver));
        address[] memory adapters = new address[](1);
        adapters[0] = address(market);
        return Mandate({
            slippageBpsMax: 100,
            windowSlippageBpsMax: 200,
            windowSeconds: 1 days,
            positionBpsMax: 8_000,
            drawdownBpsMax: 2_000,
            assets: assets,
            adapters: adapters
        });
    }

    function makeVault(ShareTerms memory terms_, Mandate memory mandate_, bytes32 salt) internal returns (ModelVault) {
        return factory.createVault("model", terms_, mandate_, manager, agent, salt);
    }

    function fund(address account, ModelVault vault_, uint256 amount) internal {
        usd.mint(account, amount);
        vm.prank(account);
        usd.approve(address(vault_), type(uint256).max);
    }

    function approveMax(address token, address spender) internal {
        IERC20(token).approve(spender, type(uint256).max);
    }

    function deposit(address account, uint256 assets) internal returns (uint256 shares) {
        vm.prank(account);
        return vault.deposit(assets, account);
    }

    function redeemAll(address account) internal returns (uint256 assets) {
        uint256 shares = vault.balanceOf(account);
        vm.prank(account);
        return vault.redeem(shares, account, account);
    }

    function requestAll(address account) internal returns (uint256 requestId) {
        uint256 shares = vault.balanceOf(account);
        vm.prank(account);
        return vault.requestRedeem(shares, account, account);
    }

    function tradeOf(address tokenIn, address tokenOut, uint256 amountIn) internal view returns (Trade memory) {
        return Trade({
            adapter: address(market),
            tokenIn: tokenIn,
            tokenOut: tokenOut,
            amountIn: amountIn,
            amountOutMin: 0,
            deadline: vm.getBlockTimestamp(),
            data: ""
        });
    }

    function trade(address tokenIn, address tokenOut, uint256 amountIn) internal returns (uint256) {
        Trade memory order = tradeOf(tokenIn, tokenOut, amountIn);
        vm.prank(agent);
        return vault.executeTrade(order);
    }

    function buyGold(uint256 usdAmount) internal returns (uint256) {
        return trade(address(usd), address(gold), usdAmount);
    }

    function sellAllGold() internal returns (uint256) {
        (uint256 amount,) = vault.holdingOf(address(gold));
        return trade(address(gold), address(usd), amount);
    }

    function setGold(uint256 dollars) internal {
        oracle.setPrice(address(gold), dollars * 1e18);
    }

    /// @dev What a whole share's worth of assets is, with all its decimals: assets for 1e24 shares.
    function price() internal view returns (uint256) {
        return vault.convertToAssets(1e24);
    }
}
